"""The shop's settings say where a product or an order is bought once more."""

from django.http import HttpRequest

from orders import again
from portal.dashboard.models import ShopSettings


def connect() -> None:
    again.register(patterns)


def patterns(request: HttpRequest) -> again.Patterns:
    shop = ShopSettings.load(request_or_site=request)
    return again.Patterns(line=shop.product_url, order=shop.again_url)
