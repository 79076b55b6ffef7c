"""What an order is searched by is written down together with the order."""

from collections.abc import Iterable

from orders.models import Order, OrderLine, OrderText
from orders.words import order_text


def remember_words(order: Order, lines: Iterable[OrderLine], *, is_new: bool) -> None:
    """Called in the transaction that saves the order: an order that is there can be found."""
    products = [part for line in lines for part in (line.name, line.variant, line.sku)]
    text = order_text(order.number, products, (order.shipping_address, order.billing_address))
    if is_new:
        OrderText.objects.create(order_id=order.pk, text=text)
    else:
        OrderText.objects.update_or_create(order_id=order.pk, defaults={"text": text})
