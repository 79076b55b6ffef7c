"""Whatever a client sends: a clear 4xx with a reason, nothing half kept, never a 5xx (R25)."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from orders.models import Order
from portal.api.operations import orders
from tests.portal.api.conftest import Ask, order_json

pytestmark = pytest.mark.django_db

DOCUMENTS = [file for file in sorted((Path(__file__).parent / "data" / "json").glob("*.json")) if file.stat().st_size]
PATH = "/orders/shop/1"


def refused(answer: Any, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = json.loads(answer.content)
    assert set(said) >= {"type", "title", "status", "detail"}
    assert not Order.objects.exists()
    return said


def test_documents_of_every_kind_are_refused(ask: Ask) -> None:
    """Even the good ones: none of them is an order."""
    assert len(DOCUMENTS) > 50
    for document in DOCUMENTS:
        refused(ask("PUT", PATH, document.read_bytes()))


def test_documents_of_every_kind_may_be_a_shops_own_data(ask: Ask) -> None:
    """Kept and read back, or refused: what Python and the databases do with odd JSON is not the client's business."""
    for document in DOCUMENTS:
        body = (
            json.dumps(order_json(data={}))
            .encode()
            .replace(b'"data": {}', b'"data": {"x": ' + document.read_bytes() + b"}")
        )
        answer = ask("PUT", PATH, body)
        assert answer.status_code in {200, 201, 400}, document.name
        if document.name.startswith("n_"):
            assert answer.status_code == 400, document.name


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" ", "Not JSON"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"data":' * 40 + b"1" + b"}" * 40, "nested deeper"),
        (b'{"number": "a\\u0000b"}', "NUL"),
        (b'{"number": "\\ud800"}', "surrogate"),
        (b'{"total": NaN}', "NaN"),
        (b'{"total": 1' + b"0" * 400 + b"}", "too large"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"number": "1", "number": ', "Not JSON"),
        (b"null", ""),
        (b"[]", ""),
    ],
)
def test_what_can_not_be_read_is_said_to_be_so(ask: Ask, body: bytes, reason: str) -> None:
    assert reason in refused(ask("PUT", PATH, body))["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total", "12345678901.00"),
        ("total", True),
        ("total", "1e5000"),
        ("total", "0." + "1" * 60),
        ("number", "n" * 65),
        ("number", " "),
        ("email", "anna@"),
        ("email", "a" * 250 + "@example.com"),
        ("currency", "pln"),
        ("status", "sent"),
        ("placed_at", "0001-01-01T00:00:00+14:00"),
        ("placed_at", 1_700_000_000),
        ("customer_note", "x" * 5001),
        ("lines[0].quantity", 2**62),
        ("lines[0].quantity", 1.5),
        ("lines[0].id", "a/b"),
        ("lines[0].image_url", "javascript:alert(1)"),
        ("lines[0].tax_rate", "1000"),
        ("shipments[0].status", "lost"),
        ("presentment_currency", "zl"),
    ],
)
def test_a_value_that_fits_nowhere_is_named(ask: Ask, field: str, value: Any) -> None:
    said = order_json(shipments=[{"id": "p1"}])
    name, _dot, inner = field.partition("[0].")
    if inner:
        said[name][0][inner] = value
    else:
        said[name] = value
    problem = refused(ask("PUT", PATH, said))
    assert [error["field"] for error in problem["errors"]] == [field]


def test_a_whole_number_may_be_written_with_a_point(ask: Ask) -> None:
    body = json.dumps(order_json()).replace('"quantity": 2', '"quantity": 2.0')
    assert ask("PUT", PATH, body).status_code == 201


def test_amounts_are_kept_digit_by_digit(ask: Ask) -> None:
    body = json.dumps(order_json()).replace('"141.99"', "141.990000000000000001")
    assert ask("PUT", PATH, body).status_code == 201
    order = Order.objects.get()
    assert str(order.total) == "141.9900"
    assert order.payload["total"] == "141.990000000000000001"


def test_a_body_has_a_limit_and_a_batch_a_larger_one(ask: Ask) -> None:
    note = "x" * (1024 * 1024)
    assert "1,024 KB" in refused(ask("PUT", PATH, order_json(customer_note=note)), 413)["detail"]
    batch = {"orders": [{"id": "1", **order_json(customer_note=note)}]}
    assert ask("POST", "/orders/batch", batch).status_code == 207
    refused(ask("POST", "/orders/batch", b" " * (8 * 1024 * 1024 + 1)), 413)


def test_another_type_of_body_is_refused(key: str) -> None:
    for content_type in ("application/x-www-form-urlencoded", "text/plain", "", "application/xml"):
        answer = Client().put(
            f"/api/v1{PATH}",
            json.dumps(order_json()),
            content_type=content_type,
            headers={"authorization": f"Bearer {key}"},
        )
        assert "application/json" in refused(answer, 415)["detail"]


@pytest.mark.parametrize("path", ["/orders/shop/%00", "/orders/SHOP/1", "/orders/shop/%0A",
                                  "/orders/shop/" + "x" * 101, "/orders/%C5%82/1"])  # fmt: skip
def test_a_path_that_names_nothing_is_not_found(ask: Ask, path: str) -> None:
    refused(ask("GET", path), 404)
    refused(ask("PUT", path, order_json()), 404)


def test_a_database_that_does_not_answer_is_said_with_503(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(said: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(orders, "save_order", locked)
    answer = ask("PUT", PATH, order_json(), idempotency_key="k")
    assert refused(answer, 503)["type"] == "/api/v1/docs#busy"
    assert answer["Retry-After"] == "5"
    monkeypatch.undo()
    assert ask("PUT", PATH, order_json(), idempotency_key="k").status_code == 201
