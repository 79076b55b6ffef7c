"""What a macro's variables mean, and their values for one case, written in the customer's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from orders.templatetags.formats import money, when
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from returns.models import Case

NAMES: Mapping[str, str | Promise] = {
    "customer.name": _("the customer's full name"),
    "customer.first_name": _("the customer's first name"),
    "case.number": _("the number of the case"),
    "case.subject": _("what the case is about"),
    "order.number": _("the number of the order"),
    "due_day": _("the day by which we answer"),
    "agent.name": _("your full name"),
    "agent.first_name": _("your first name"),
    "shop": _("the shop's name"),
    "tracking": _("the newest parcel's tracking number"),
    "refund_amount": _("what was paid back in this case"),
}
EXAMPLE = {
    "customer.name": "Anna Nowak",
    "customer.first_name": "Anna",
    "case.number": "Q-7F3K9Q",
    "case.subject": "Wool jumper",
    "order.number": "2026-1001",
    "due_day": "Thu 26 Nov",
    "agent.name": "Mia Lis",
    "agent.first_name": "Mia",
    "shop": "Our shop",
    "tracking": "6800 1234 5678",
    "refund_amount": "120.00 PLN",
}


def values(case: Case, agent: User) -> dict[str, str]:
    """Empty where this case knows nothing: the variable stays marked."""
    customer = case.customer if isinstance(case.customer, User) else None
    with override(case.language):
        refunded = case.order is not None and case.refunded_amount is not None
        return {
            "customer.name": customer.name if customer else "",
            "customer.first_name": customer.name.split(" ", 1)[0] if customer else "",
            "case.number": case.reference,
            "case.subject": case.subject,
            "order.number": case.order.number if case.order else "",
            "due_day": str(when(case.due_at)) if case.due_at else "",
            "agent.name": agent.name,
            "agent.first_name": agent.get_short_name(),
            "shop": shop_name(),
            "tracking": tracking(case),
            "refund_amount": money(case.refunded_amount, case.order.currency) if refunded and case.order else "",
        }


def tracking(case: Case) -> str:
    if case.order is None:
        return ""
    numbers = (
        case.order.shipments.exclude(tracking_number="").order_by("-pk").values_list("tracking_number", flat=True)
    )
    return numbers.first() or ""


def shop_name() -> str:
    return ShopSettings.load().name
