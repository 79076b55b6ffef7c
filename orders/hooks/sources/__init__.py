"""One module for each sender: what a delivery of theirs changes here."""

from collections.abc import Callable, Mapping

from orders.hooks.sources import aftership, easypost, generic, shopify, woocommerce
from orders.hooks.sources.verdicts import Delivery, MustWait, NothingForUs

TAKERS: Mapping[str, Callable[[Delivery], None]] = {
    "woocommerce": woocommerce.take,
    "shopify": shopify.take,
    "easypost": easypost.take,
    "aftership": aftership.take,
    "generic": generic.take,
}

__all__ = ["TAKERS", "Delivery", "MustWait", "NothingForUs"]
