"""Two shops' keys, and orders as they send them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.api.keys import make_key
from portal.api.limits import forget_counts
from portal.api.models import ApiKey

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_requests_yet() -> None:
    forget_counts()


@pytest.fixture
def key(db: None) -> str:
    """The shop's key; it may do everything."""
    return make_key("its own system", "shop", ApiKey.Scope.values)[1]


@pytest.fixture
def foreign_key(db: None) -> str:
    return make_key("another shop's system", "other", ApiKey.Scope.values)[1]


def order_json(**changes: Any) -> dict[str, Any]:
    said = {
        "number": "1001",
        "currency": "PLN",
        "total": "141.99",
        "shipping_total": "12.99",
        "tax_total": "26.55",
        "placed_at": "2026-11-02T10:00:00Z",
        "updated_at": "2026-11-02T10:00:00Z",
        "status": "processing",
        "email": "anna@example.com",
        "language": "pl",
        "payment": {"status": "paid", "method": "BLIK", "paid_at": "2026-11-02T10:01:00Z"},
        "shipping_address": {"name": "Anna Nowak", "street": "ul. Łąkowa 5", "city": "Kraków", "country": "PL"},
        "lines": [
            {"id": "mug", "name": "Kubek", "sku": "MUG-01", "quantity": 2, "unit_price": "49.00", "total": "98.00"},
            {"id": "tea", "name": "Herbata", "quantity": 1, "unit_price": 31, "total": 31.00},
        ],
    }
    return {**said, **changes}


@pytest.fixture
def ask(key: str) -> Ask:
    """ask("PUT", "/orders/shop/1", {...}) with the shop's key; another one with key=, none with key="" """
    own = key

    def send(method: str, path: str, data: Any = None, *, key: str | None = None, **headers: str) -> Any:
        secret = own if key is None else key
        sent = {"HTTP_" + name.upper(): value for name, value in headers.items()}
        if secret:
            sent["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        body = data if isinstance(data, (bytes, str)) else b"" if data is None else json.dumps(data)
        content_type = sent.pop("HTTP_CONTENT_TYPE", "application/json")
        return Client().generic(method, "/api/v1" + path, body, content_type=content_type, **sent)

    return send
