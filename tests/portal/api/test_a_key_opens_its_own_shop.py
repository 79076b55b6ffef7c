"""Who may do what: no key, another shop's, a revoked one, one without the scope (R2, R3, R9, R11)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from orders.models import Order
from portal.api.api import api
from portal.api.keys import make_key, revoke_key
from portal.api.models import ApiKey
from tests.conftest import make_user
from tests.portal.api.conftest import Ask, order_json

pytestmark = pytest.mark.django_db

PARCEL = {"carrier": "dpd"}
EVENTS = {"events": [{"occurred_at": "2026-11-04T08:00:00Z", "status": "delivered"}]}
REFUND = {"amount": "1.00", "currency": "PLN", "refunded_at": "2026-11-09T10:00:00Z"}
INVOICE = {"number": "FV/1", "issued_date": "2026-11-02"}
# (method, path with {id} where an order of a shop is named, body, scope)
OPERATIONS: list[tuple[str, str, Any, str]] = [
    ("PUT", "/orders/{shop}/{id}", order_json(), "orders:write"),
    ("DELETE", "/orders/{shop}/{id}", None, "orders:write"),
    ("GET", "/orders/{shop}/{id}", None, "orders:read"),
    ("POST", "/orders/batch", {"orders": [{"id": "1", **order_json()}]}, "orders:write"),
    ("GET", "/orders", None, "orders:read"),
    ("PUT", "/orders/{shop}/{id}/shipments/p1", PARCEL, "tracking:write"),
    ("POST", "/orders/{shop}/{id}/shipments/p1/events", EVENTS, "tracking:write"),
    ("POST", "/events/batch", {"events": [{"order": "1", "shipment": "p1", **EVENTS["events"][0]}]}, "tracking:write"),
    ("PUT", "/orders/{shop}/{id}/refunds/r1", REFUND, "refunds:write"),
    ("POST", "/orders/{shop}/{id}/invoices", INVOICE, "invoices:write"),
    ("POST", "/orders/{shop}/{id}/invoices/files", "", "invoices:write"),
    ("GET", "/cases", None, "cases:read"),
    ("GET", "/cases/without-order", None, "cases:read-orderless"),
    ("GET", "/cases/R-7F3K9Q", None, "cases:read"),
    ("PUT", "/cases/R-7F3K9Q/label", "", "cases:write"),
    ("POST", "/cases/R-7F3K9Q/received", {}, "cases:write"),
    ("PUT", "/cases/R-7F3K9Q/refund", {"amount": "1.00", "currency": "PLN"}, "refunds:write"),
    ("GET", "/withdrawals", None, "cases:read"),
]
NAMED = [each for each in OPERATIONS if "{id}" in each[1]]


def kind(method: str, path: str, data: Any) -> str:
    return "multipart/form-data; boundary=x" if path.endswith("/files") else "application/json"


def send(ask: Ask, operation: tuple[str, str, Any, str], key: str, shop: str = "shop", order: str = "1") -> Any:
    method, path, data, _scope = operation
    if path.endswith("/files"):
        data = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in INVOICE.items()
        )
        data += "--x--\r\n"
    return ask(method, path.format(shop=shop, id=order), data, key=key, content_type=kind(method, path, data))


def test_the_table_names_every_operation() -> None:
    paths = api.get_openapi_schema()["paths"]
    known = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    names = {"{shop}": "{source}", "{id}": "{external_id}", "/p1": "/{shipment_id}", "/r1": "/{refund_id}"}
    names["R-7F3K9Q"] = "{reference}"
    listed = set()
    for method, path, _data, _scope in OPERATIONS:
        for ours, theirs in names.items():
            path = path.replace(ours, theirs)
        listed.add((method, "/api/v1" + path))
    assert known == listed


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each[0]} {each[1]}")
def test_without_a_key_that_lives_nothing_opens(ask: Ask, key: str, operation: Any) -> None:
    revoked, secret = make_key("old", "shop", ApiKey.Scope.values)
    revoke_key(revoked, timezone.now())
    answers = [send(ask, operation, wrong) for wrong in ("", secret, "nonsense", key + "x", "aftercare_ł")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert all(answer["WWW-Authenticate"].startswith("Bearer") for answer in answers)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each[0]} {each[1]}")
def test_each_operation_asks_for_its_scope(ask: Ask, operation: Any) -> None:
    others = [scope for scope in ApiKey.Scope.values if scope != operation[3]]
    secret = make_key("everything else", "shop", others)[1]
    answer = send(ask, operation, secret)
    assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/docs#missing-scope")
    assert operation[3] in answer.json()["detail"]
    assert not Order.objects.exists()


@pytest.mark.parametrize("operation", NAMED, ids=lambda each: f"{each[0]} {each[1]}")
def test_another_shops_order_answers_like_none(ask: Ask, foreign_key: str, operation: Any) -> None:
    ask("PUT", "/orders/shop/1", order_json())
    ask("PUT", "/orders/shop/1/shipments/p1", PARCEL)
    before = ask("GET", "/orders/shop/1").content
    foreign = send(ask, operation, foreign_key)
    missing = send(ask, operation, foreign_key, order="999")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    numbers = [answer.headers.pop("X-Request-ID") for answer in (foreign, missing)]
    assert len(set(numbers)) == 2, "each answer has a number of its own"
    assert dict(foreign.headers) == dict(missing.headers)
    assert ask("GET", "/orders/shop/1").content == before
    own_missing = send(ask, operation, foreign_key, shop="other", order="999")
    if operation[:2] not in [("PUT", "/orders/{shop}/{id}"), ("DELETE", "/orders/{shop}/{id}")]:
        assert own_missing.content == missing.content


def test_lists_hold_the_own_shop_only(ask: Ask, foreign_key: str) -> None:
    ask("PUT", "/orders/shop/1", order_json())
    ask("POST", "/orders/batch", {"orders": [{"id": "1", **order_json()}]}, key=foreign_key)
    assert {order["source"] for order in ask("GET", "/orders").json()["items"]} == {"shop"}
    assert {order["source"] for order in ask("GET", "/orders", key=foreign_key).json()["items"]} == {"other"}


def test_news_by_batch_reaches_no_other_shops_parcel(ask: Ask, foreign_key: str) -> None:
    ask("PUT", "/orders/shop/1", order_json())
    ask("PUT", "/orders/shop/1/shipments/p1", PARCEL)
    answer = ask("POST", "/events/batch", OPERATIONS[7][2], key=foreign_key)
    assert answer.json()["failed"] == 1
    assert Order.objects.get().shipments.get().status == "unknown"


def test_only_the_hash_of_a_key_is_kept() -> None:
    row, secret = make_key("till", "shop", ["orders:read"])
    kept = ApiKey.objects.values().get(pk=row.pk)
    assert secret not in str(kept)
    assert secret.startswith(row.prefix)
    assert re.fullmatch(r"aftercare_[\w-]{43}", secret)


def test_a_key_says_when_it_was_last_used(ask: Ask) -> None:
    ask("GET", "/orders")
    used = ApiKey.objects.get(source="shop").last_used_at
    assert used is not None
    assert timezone.now() - used < timedelta(minutes=1)


def test_a_key_that_asks_too_often_is_told_when_to_come_back(ask: Ask) -> None:
    ApiKey.objects.filter(source="shop").update(requests_a_minute=3)
    answers = [ask("GET", "/orders") for _each in range(5)]
    if answers[2].status_code == 200:  # a minute may have begun in between
        assert [answer.status_code for answer in answers[3:]] == [429, 429]
        assert 1 <= int(answers[3]["Retry-After"]) <= 60


def test_a_session_opens_nothing(as_user: Any) -> None:
    operator = make_user("olga@example.com", "Olga", is_staff=True, is_superuser=True)
    assert as_user(operator).get("/api/v1/orders").status_code == 401
    assert Client().get("/api/v1/orders?token=x").status_code == 401
