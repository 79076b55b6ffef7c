"""The shops whose keys are in the settings."""

from collections.abc import Callable, Mapping

from django.conf import settings

from orders.pull.baselinker import BaseLinker
from orders.pull.errors import NeedsAPerson
from orders.pull.shop import Shop
from orders.pull.woocommerce import WooCommerce


def woocommerce() -> Shop | None:
    if not (settings.WOOCOMMERCE_URL and settings.WOOCOMMERCE_KEY and settings.WOOCOMMERCE_SECRET):
        return None
    return WooCommerce(settings.WOOCOMMERCE_URL, settings.WOOCOMMERCE_KEY, settings.WOOCOMMERCE_SECRET)


def baselinker() -> Shop | None:
    return BaseLinker(settings.BASELINKER_TOKEN) if settings.BASELINKER_TOKEN else None


MAKERS: Mapping[str, Callable[[], Shop | None]] = {"woocommerce": woocommerce, "baselinker": baselinker}


def configured() -> list[str]:
    return [name for name, make in MAKERS.items() if make()]


def shop_of(name: str) -> Shop:
    make = MAKERS.get(name)
    shop = make() if make else None
    if shop is None:
        raise NeedsAPerson(f"The keys of {name} are missing in the settings.")
    return shop
