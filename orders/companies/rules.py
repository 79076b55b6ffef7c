"""Who of a company may do what, and which tax number is one. Pure.

|                                            | buyer | accountant | administrator |
|--------------------------------------------|-------|------------|---------------|
| every order of the company, with prices    | yes   | yes        | yes           |
| invoices of orders she placed              | yes   | yes        | yes           |
| invoices of colleagues' orders             | no    | yes        | yes           |
| send back what she ordered                 | yes   | yes        | yes           |
| send back what a colleague ordered         | no    | no         | yes           |
| invite, change roles, remove, the history  | no    | no         | yes           |
| cases (questions, complaints, returns)     | her own only, whatever the role    |

Who is not in the company any more sees none of it, also not of orders she placed for it.
"""

from datetime import datetime, timedelta

from django.utils.functional import Promise

from orders.models import CompanyRole

SEE_ALL_INVOICES = frozenset({CompanyRole.ACCOUNTANT, CompanyRole.ADMINISTRATOR})
ACT_FOR_ALL = frozenset({CompanyRole.ADMINISTRATOR})
LEAD = frozenset({CompanyRole.ADMINISTRATOR})
INVITATION_LASTS = timedelta(days=7)
RESEND_AFTER = timedelta(minutes=5)
# Nobody's mailbox, and nobody's name, is for flooding: an hour's patience for who invites a whole department.
INVITATIONS_A_DAY = 30
INVITATIONS_TO_ONE_ADDRESS_A_DAY = 5
MOST_COMPANIES = 10
CHECK_AGAIN_AFTER = timedelta(hours=1)
MOST_CHECKS = 36


class Refused(Exception):
    """A step that is not possible now; its text is for the person who tried."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def next_check(attempts: int, now: datetime) -> datetime | None:
    """VIES is often away for hours: in 1, 2, 4 … minutes, at most every 6 hours, for about a week."""
    return now + min(timedelta(minutes=2**attempts), timedelta(hours=6)) if attempts < MOST_CHECKS else None
