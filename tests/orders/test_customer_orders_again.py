from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from orders.again import line_pattern, order_pattern
from portal.accounts.models import User
from portal.dashboard.models import ShopSettings
from tests.orders.makers import MUG, TEA, make_order

pytestmark = pytest.mark.django_db


def shop(**patterns: str) -> None:
    settings = ShopSettings.load()
    for name, value in patterns.items():
        setattr(settings, name, value)
    settings.save()


def page(anna: User, as_user: Any, **said: Any) -> str:
    order = make_order(anna, **said)
    text: str = as_user(anna).get(reverse("orders:detail", args=[order.slug])).content.decode()
    return text


def test_a_line_leads_to_the_product_and_the_order_to_the_cart(anna: User, as_user: Any) -> None:
    shop(product_url="https://shop.example/p/{sku}", again_url="https://shop.example/cart?again={number}")
    text = page(anna, as_user, lines=(replace(MUG, sku="MUG 1/ą"), TEA), number=42)
    assert "https://shop.example/p/MUG%201%2F%C4%85" in text
    assert text.count("https://shop.example/p/") == 1, "a product without an article number has no address"
    assert "https://shop.example/cart?again=42" in text


def test_a_shop_without_addresses_shows_no_link(anna: User, as_user: Any) -> None:
    assert "rder again" not in page(anna, as_user)


@pytest.mark.parametrize(
    "pattern",
    ["javascript:alert(1)//{sku}", "https://{sku}.example/", "https://shop.example/{number}", "https://s.example/{",
     "https://s.example/{}", "https://s.example/{sku.__class__}", "https://s.example/{sku!r}",
     "https://s.example/{sku:>9999999}", "shop.example/{sku}"],
)  # fmt: skip
def test_a_pattern_that_would_lead_astray_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        line_pattern(pattern)


def test_good_patterns_are_taken() -> None:
    line_pattern("https://shop.example/?s={name}&sku={sku}")
    order_pattern("https://shop.example/cart/?order_again={id}")
    order_pattern("https://shop.example/again")
