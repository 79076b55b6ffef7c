"""Who still sees an order that the shop deleted.

The row always stays: its invoices are bookkeeping, its cases are the customer's rights. A customer goes on seeing an
order that a document or a case hangs on, with the note that the shop removed it, because she holds papers that name
it. An order that nothing hangs on disappears from her lists: it was a test, a double or a mistake of the shop.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from orders.models import Invoice

Reason = Callable[[], Q]
_reasons: list[Reason] = [lambda: Q(Exists(Invoice.objects.filter(order=OuterRef("pk"))))]


def keep_visible(reason: Reason) -> Reason:
    """Apps above say, from AppConfig.ready(), what else keeps a deleted order in sight: a condition on Order."""
    if reason not in _reasons:
        _reasons.append(reason)
    return reason


def visible() -> Q:
    """The condition for every list and page of a customer's orders."""
    shown = Q(deleted_at=None)
    for reason in _reasons:
        shown |= reason()
    return shown
