"""Why cases are not joined, or not taken apart, in a sentence for agents."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from returns.joining.rules import No, NoSplit

WHY_NOT: Mapping[No, Promise] = {
    No.SAME: _("This is the case itself. Name the other one."),
    No.OTHER_CUSTOMER: _("These cases belong to two different customers: they stay apart."),
    No.ALREADY_JOINED: _("One of these cases was joined with another one already."),
    No.HOLDS_A_CLAIM: _(
        "This case has goods, money or a deadline of the law in it, so it stays a case of its own. "
        "Join the other one into it, or link the two."
    ),
    No.LEFT_OUT: _("The other case was left out as spam, duplicate or test."),
}
WHY_NOT_SPLIT: Mapping[NoSplit, Promise] = {
    NoSplit.NOTHING: _("Choose at least one message of this case."),
    NoSplit.THE_FIRST: _("The first message stays: it is what this case is about."),
    NoSplit.DECIDED: _("Words that came with a decision stay with it."),
    NoSplit.NOBODY_ASKS: _("Choose at least one message of the customer: a question needs somebody who asks it."),
}
