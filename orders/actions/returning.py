"""How many pieces of a line are in returns. One conditional UPDATE each, so two browsers cannot both win."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine


class NothingLeftToReturn(Exception):
    message = _("These pieces are already in another return. Reload the page to see what is left.")


def reserve_return(order_line_id: int, quantity: int) -> None:
    """Take `quantity` pieces for a return. Raises NothingLeftToReturn."""
    _positive(quantity)
    free = OrderLine.objects.filter(pk=order_line_id, quantity__gte=F("returned_quantity") + quantity)
    if not free.update(returned_quantity=F("returned_quantity") + quantity):
        raise NothingLeftToReturn(NothingLeftToReturn.message)


def release_return(order_line_id: int, quantity: int) -> None:
    """Give `quantity` pieces back, after a return was cancelled or declined."""
    _positive(quantity)
    taken = OrderLine.objects.filter(pk=order_line_id, returned_quantity__gte=quantity)
    if not taken.update(returned_quantity=F("returned_quantity") - quantity):
        raise ValueError(f"order line {order_line_id} has no {quantity} pieces in returns")


def _positive(quantity: int) -> None:
    if quantity < 1:
        raise ValueError("quantity must be at least 1")
