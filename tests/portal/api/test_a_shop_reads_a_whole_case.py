"""A shop reads what a case asks for and by when; cases about no order only with a key that may."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.api.keys import make_key
from portal.webhooks_out.events import KINDS
from returns.models import Case, Deadline
from tests.portal.api.conftest import Ask
from tests.returns.makers import make_order, make_question, make_return

pytestmark = pytest.mark.django_db


def test_a_case_is_read_with_its_lines_demand_and_deadlines(ask: Ask, anna: Any) -> None:
    order, beside = make_order(anna, source="shop"), make_order(anna, source="shop")
    foreign = make_order(anna, source="other")
    case = make_return(anna, order)
    case.more_orders.add(beside, foreign)
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(kind="withdrawal", withdrawn_at=now, refunded_amount=Decimal("49.9900"))
    case.lines.update(outcome="reduced", reduction=Decimal("5"), reduction_reason="Worn")
    case.deadlines.all().delete()
    Deadline.objects.create(
        case=case, name="refund", who="us", since=now, due_at=now + timedelta(days=14), rule="W7",
        explanation={"rule": "W7", "inputs": {}, "steps": [], "result": "2026-12-07"},
    )  # fmt: skip
    said = ask("GET", f"/cases/{case.reference}").json()
    assert (said["kind"], said["refunded_amount"], said["more_orders"]) == (
        "withdrawal",
        "49.99",
        [beside.external_id],
    )
    assert (said["lines"][0]["outcome"], said["lines"][0]["reduction"]) == ("reduced", "5.00")
    assert [(each["name"], each["who"], each["rule"]) for each in said["deadlines"]] == [("refund", "us", "W7")]
    assert said["deadlines"][0]["explanation"]["result"] == "2026-12-07"
    assert ask("GET", "/withdrawals").json()["items"] == [said]


def test_another_shops_case_answers_like_none(ask: Ask, foreign_key: str, anna: Any) -> None:
    case = make_return(anna, make_order(anna, source="shop"))
    answers = [
        ask("GET", f"/cases/{case.reference}", key=foreign_key),
        ask("GET", "/cases/R-222222", key=foreign_key),
        ask("GET", "/cases/%00"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_cases_about_no_order_need_a_scope_of_their_own(ask: Ask, anna: Any) -> None:
    question = make_question(anna)
    make_return(anna, make_order(anna, source="shop"))
    items = ask("GET", "/cases/without-order").json()["items"]
    assert [(item["reference"], item["order"], item["order_number"]) for item in items] == [
        (question.reference, None, None)
    ]
    assert "dishwasher" not in str(items)
    reader = make_key("reads cases", "shop", ["cases:read"])[1]
    assert ask("GET", "/cases/without-order", key=reader).status_code == 403
    assert ask("GET", f"/cases/{question.reference}").status_code == 404


def test_more_cases_need_no_more_queries(ask: Ask, anna: Any) -> None:
    make_return(anna, make_order(anna, source="shop"))
    ask("GET", "/cases")
    with CaptureQueriesContext(connection) as few:
        ask("GET", "/cases")
    for _one in range(4):
        make_return(anna, make_order(anna, source="shop"))
    with CaptureQueriesContext(connection) as many:
        assert len(ask("GET", "/cases").json()["items"]) == 5
    assert len(few) == len(many)


def test_the_manual_shows_every_event_with_a_whole_body(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    for kind in KINDS.values():
        assert f"<code>{kind.name}</code>" in page
        assert json.dumps(kind.name) in page.replace("&quot;", '"')
    assert "webhook-signature" in page
