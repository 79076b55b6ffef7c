"""Why an answer to a claim was not taken, in a sentence that can be shown."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.templatetags.formats import when
from returns.errors import Refused


class TooLate(Refused):
    """The law has answered: silence made the demand the accepted remedy (UoPK art. 7a)."""

    def __init__(self, last_day: date) -> None:
        text = _(
            "The last day for an answer was %(day)s. By law the complaint is accepted as demanded; it can only be "
            "carried out now."
        )
        super().__init__(text % {"day": when(last_day)})


class ReasonMissing(Refused):
    message = gettext_lazy("Please tell the customer why.")


class StatementMissing(Refused):
    message = gettext_lazy(
        "A refusal must say whether you take part in settling the dispute out of court, and before whom. Without it "
        "nothing was sent."
    )


class NotThatRemedy(Refused):
    message = gettext_lazy(
        "The law does not let you put this remedy in place of the one demanded for this reason. Choose another "
        "reason, or accept the demand."
    )


class NotAnAnswer(Refused):
    message = gettext_lazy(
        "This does not say yes or no to what the customer demanded. Accept it, name another remedy, or decline."
    )


class AmountMissing(Refused):
    message = gettext_lazy("Say by how much the price is reduced: more than nothing, at most what was paid for it.")


class NothingOffered(Refused):
    message = gettext_lazy("This offer is no longer open. Look at the case for what is new.")


class MoneyOwed(Refused):
    message = gettext_lazy("Money was accepted here: record the refund, that ends the case.")


class GuarantorMissing(Refused):
    message = gettext_lazy("Say who the guarantor is: the customer must know with whom the claim is now.")
