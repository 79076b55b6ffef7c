"""Why a line of an order cannot go back."""

from django.utils.translation import gettext as _

from orders.templatetags.formats import when
from returns.rules import No, Verdict


def why_not(verdict: Verdict) -> str:
    """Why this line cannot go back; empty when it can."""
    match verdict.no:
        case No.CANCELLED:
            return _("This order was cancelled or already refunded.")
        case No.ALREADY_RETURNED:
            return _("Already in a return.")
        case No.NOT_DELIVERED:
            return _("Not delivered yet. You can return it as soon as it has arrived.")
        case No.WINDOW_OVER:
            day = when(verdict.last_day) if verdict.last_day else ""
            return _("The time to return it ended on %(day)s. If something is wrong with it, ask us.") % {"day": day}
    return ""
