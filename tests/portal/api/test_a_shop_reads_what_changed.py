from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from returns.models import Case
from tests.portal.api.conftest import Ask, order_json
from tests.returns.makers import make_order, make_return
from tests.returns.withdrawing.makers import case_of, declare

pytestmark = pytest.mark.django_db


def send(ask: Ask, count: int, start: int = 0) -> None:
    orders = [{"id": str(number), **order_json(number=str(number))} for number in range(start, start + count)]
    assert ask("POST", "/orders/batch", {"orders": orders}).status_code == 200


def walk(ask: Ask, path: str) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = ask("GET", f"{path}{'&' if '?' in path else '?'}cursor={cursor}").json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = page["next"]


def test_pages_hold_each_order_once(ask: Ask) -> None:
    send(ask, 7)
    Order.objects.update(updated_at=datetime(2026, 11, 1, tzinfo=UTC))  # all at the same moment: the id decides
    assert [order["id"] for order in walk(ask, "/orders?limit=3")] == [str(number) for number in range(7)]


def test_an_order_that_changes_meanwhile_comes_again_at_the_end(ask: Ask) -> None:
    send(ask, 4)
    page = ask("GET", "/orders?limit=2").json()
    ask("PUT", "/orders/shop/0", order_json(number="0", updated_at="2026-11-03T10:00:00Z"))
    rest = ask("GET", f"/orders?cursor={page['next']}").json()["items"]
    assert [order["id"] for order in rest] == ["2", "3", "0"]


def test_only_what_changed_since_is_listed(ask: Ask) -> None:
    send(ask, 3)
    long_ago = datetime.now(UTC) - timedelta(days=2)
    Order.objects.filter(external_id="1").update(updated_at=long_ago)
    since = (long_ago + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [order["id"] for order in walk(ask, f"/orders?updated_since={since}")] == ["0", "2"]


def test_the_moment_to_ask_from_next_time_overlaps(ask: Ask) -> None:
    send(ask, 1)
    until = ask("GET", "/orders").json()["synced_until"]
    assert ask("GET", f"/orders?updated_since={until}").json()["items"]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=MTI",
        "cursor=%00",
        "cursor=" + "9" * 79,
        "limit=0",
        "limit=101",
        "limit=many",
        "updated_since=yesterday",
        "updated_since=2026-11-01T00:00:00",
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(ask: Ask, query: str) -> None:
    answer = ask("GET", f"/orders?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_more_orders_need_no_more_queries(ask: Ask) -> None:
    send(ask, 2)
    ask("GET", "/orders")
    with CaptureQueriesContext(
        connection,
    ) as few:
        ask("GET", "/orders")
    send(ask, 20, start=10)
    with CaptureQueriesContext(connection) as many:
        assert len(ask("GET", "/orders").json()["items"]) == 22
    assert len(many) == len(few) <= 9


def test_a_page_is_one_walk_down_an_index(ask: Ask) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("The plan is read from SQLite.")
    send(ask, 5)
    with CaptureQueriesContext(connection) as queries:
        ask("GET", "/orders?limit=2&cursor=" + ask("GET", "/orders?limit=2").json()["next"])
    sql = next(query["sql"] for query in queries[::-1] if 'FROM "orders_order"' in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        plan = " / ".join(row[3] for row in cursor.fetchall())
    assert "orders_by_change" in plan
    assert "TEMP B-TREE" not in plan


def test_cases_about_the_shops_orders_are_listed(ask: Ask, foreign_key: str, anna: Any) -> None:
    case = make_return(anna, make_order(anna, source="shop"))
    make_return(anna, make_order(anna, source="other"))
    said = ask("GET", "/cases").json()["items"]
    assert [item["reference"] for item in said] == [case.reference]
    bought = {"line": "0", "sku": "", "name": "Mug 0", "quantity": 1, "reason": "wrong_size"}
    assert said[0]["lines"][0] == {**bought, "outcome": "", "reduction": None, "reduction_reason": ""}
    assert said[0]["order"] == case.order.external_id  # type: ignore[union-attr]
    assert "too small" not in str(said)


def test_withdrawals_are_the_cases_that_stop_a_dispatch(ask: Ask, anna: Any) -> None:
    case = make_return(anna, make_order(anna, source="shop"))
    assert ask("GET", "/withdrawals").json()["items"] == []
    Case.objects.filter(pk=case.pk).update(kind="withdrawal")
    assert [item["reference"] for item in ask("GET", "/withdrawals").json()["items"]] == [case.reference]


def test_a_withdrawal_made_on_the_page_reaches_its_shop(ask: Ask, anna: Any) -> None:
    order = make_order(anna, (2,), source="shop")
    case = case_of(declare(order.number))
    declared_elsewhere = case_of(declare("999999"))
    (said,) = ask("GET", "/withdrawals").json()["items"]
    assert (said["reference"], said["kind"], said["status"]) == (case.reference, "withdrawal", "approved")
    assert [(line["line"], line["quantity"]) for line in said["lines"]] == [("0", 2)]
    assert declared_elsewhere.reference not in str(said)
