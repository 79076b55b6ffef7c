"""Why something was not done, in a sentence that can be shown."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.templatetags.formats import money
from returns.models import Case


class Refused(Exception):
    """The text is for people."""

    message: str | Promise = _("This did not work. Nothing was changed.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    message = _("This step is not possible any more. Nothing was changed.")


class SomeoneWasFaster(Refused):
    message = _(
        "Someone else has just changed this case. Your text is still here: look at what is new, then send again."
    )

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__()


class JoinedElsewhere(Refused):
    """`.case` is the fresh row; returns.joining.queries.continued finds where it goes on."""

    def __init__(self, case: Case) -> None:
        self.case = case
        words = _("This case was joined with %(number)s and goes on there. Nothing was changed.")
        super().__init__(words % {"number": case.merged_into})


class NotReturnable(Refused):
    message = _("These items cannot be returned.")


class NothingLeft(Refused):
    message = _(
        "Some of these items are already in another return, perhaps one you opened in another window. "
        "Look at your cases, or choose fewer."
    )


class TooMuchMoney(Refused):
    def __init__(self, left: Decimal, currency: str) -> None:
        words = _("That is more than was paid: for this order at most %(amount)s can still be paid back.")
        super().__init__(words % {"amount": money(left, currency)})


class FormUsed(Refused):
    message = _("This form was already used. Please open it again.")


class FileRefused(Refused):
    """Names the file and says what to do."""
