"""Whose case is it? Only a signed address says so; who claims to have sent the mail says nothing."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress

from portal.accounts.models import User
from portal.mail_in.addresses import is_ours, owner_of, signed_in
from portal.mail_in.models import IncomingMail
from returns.joining.queries import continued
from returns.models import Case

Reason = IncomingMail.Reason


def place(recipients: Iterable[str]) -> tuple[Case | None, str]:
    """The case, or why there is none."""
    reason = Reason.NOT_SIGNED
    for signed in signed_in(recipients):
        case = Case.objects.select_related("customer").filter(reference=signed.reference).first()
        if case is None or not owner_of(case):
            reason = Reason.NO_CASE
        elif not is_ours(case, signed):
            reason = Reason.WRONG_SIGNATURE
        elif isinstance(case.customer, User) and not case.customer.is_active:
            reason = Reason.BLOCKED
        else:
            return continued(case), ""
    return None, reason


def known_addresses(case: Case) -> set[str]:
    """Addresses the customer is known to write from, in small letters."""
    found = {case.email.lower()}
    if isinstance(case.customer, User):
        own = EmailAddress.objects.filter(user=case.customer, verified=True)
        found |= {case.customer.email.lower(), *own.values_list("email", flat=True)}
    return found - {""}
