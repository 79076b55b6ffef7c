from typing import Any

import pytest

from orders.models import Order
from tests.portal.api.conftest import Ask, order_json

pytestmark = pytest.mark.django_db


def test_an_order_is_created_updated_and_left_alone(ask: Ask) -> None:
    first = ask("PUT", "/orders/shop/1", order_json())
    assert (first.status_code, first.json()["outcome"]) == (201, "created"), first.content
    again = ask("PUT", "/orders/shop/1", order_json())
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    newer = ask("PUT", "/orders/shop/1", order_json(total="150.00", updated_at="2026-11-03T10:00:00Z"))
    assert newer.json()["outcome"] == "updated"
    late = ask("PUT", "/orders/shop/1", order_json(total="1.00", updated_at="2026-11-01T10:00:00Z"))
    assert late.json()["outcome"] == "older"
    order = Order.objects.get(source="shop", external_id="1")
    assert (str(order.total), order.lines.count(), order.email) == ("150.0000", 2, "anna@example.com")
    assert order.payload["lines"][0]["id"] == "mug"


def test_an_order_reads_as_it_was_sent(ask: Ask) -> None:
    ask("PUT", "/orders/shop/1", order_json())
    said = ask("GET", "/orders/shop/1").json()
    assert said["total"] == "141.99"
    assert [(line["id"], line["quantity"], line["total"]) for line in said["lines"]] == [
        ("mug", 2, "98.00"),
        ("tea", 1, "31.00"),
    ]
    assert said["shipping_address"]["street"] == "ul. Łąkowa 5"
    assert said["url"].startswith("https://testserver/orders/")


def test_a_batch_takes_what_is_right_and_names_what_is_wrong(ask: Ask) -> None:
    right = {"id": "1", **order_json()}
    wrong = {"id": "2", **order_json(total="a lot")}
    answer = ask("POST", "/orders/batch", {"orders": [right, wrong, {**right, "id": "3", "number": "1003"}]})
    assert answer.status_code == 207
    results: list[Any] = answer.json()["results"]
    assert [(item["id"], item["outcome"]) for item in results] == [("1", "created"), ("2", "failed"), ("3", "created")]
    assert results[1]["problem"]["errors"][0]["field"] == "total"
    assert set(Order.objects.values_list("external_id", flat=True)) == {"1", "3"}


def test_a_batch_of_more_than_500_is_refused_whole(ask: Ask) -> None:
    orders = [{"id": str(number), **order_json(lines=[])} for number in range(501)]
    answer = ask("POST", "/orders/batch", {"orders": orders})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "orders"
    assert not Order.objects.exists()


def test_what_is_wrong_is_named(ask: Ask) -> None:
    lines = [{"id": "a", "name": "A", "quantity": -1}]
    answer = ask("PUT", "/orders/shop/1", order_json(lines=lines, colour="red", placed_at="2026-11-02T10:00:00"))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    said = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert set(said) == {"lines[0].quantity", "colour", "placed_at"}
    assert "time zone" in said["placed_at"]


def test_two_lines_of_one_id_are_refused(ask: Ask) -> None:
    line = {"id": "a", "name": "A", "quantity": 1}
    answer = ask("PUT", "/orders/shop/1", order_json(lines=[line, line]))
    assert answer.status_code == 400
    assert answer.json()["detail"] == "body: Two lines have the same id."
