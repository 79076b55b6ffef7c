"""The shop's system gives labels, says what arrived and what was paid; only for its own orders, each once."""

from base64 import b64encode
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from orders.models import Order
from portal.api.keys import make_key
from returns.models import Case, CaseLine, CaseRefund
from returns.models.files import private_storage
from tests.portal.api.conftest import Ask, order_json
from tests.returns.makers import pdf

pytestmark = pytest.mark.django_db
INPOST = "620000000000000000000017"


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(private_storage()), name, str(tmp_path))


@pytest.fixture
def case(ask: Ask) -> Case:
    """Both mugs and the tea come back from an order of the shop."""
    assert ask("PUT", "/orders/shop/4711", order_json(status="shipped")).status_code == 201
    order = Order.objects.get()
    now = timezone.now() - timedelta(days=1)
    case = Case.objects.create(
        kind="withdrawal", reference="W-7F3K9Q", order=order, email="anna@example.com", language="en",
        subject="Withdrawal", status="approved", opened_at=now, withdrawn_at=now, submission_key=uuid4(),
    )  # fmt: skip
    for line in order.lines.all():
        CaseLine.objects.create(case=case, order_line=line, quantity=line.quantity)
    return case


def label(**changes: Any) -> dict[str, Any]:
    return {
        "file": b64encode(pdf()).decode(),
        "carrier": "InPost Paczkomaty 24/7",
        "tracking_number": INPOST,
        **changes,
    }


def refund(**changes: Any) -> dict[str, Any]:
    moment = timezone.now().isoformat()
    return {"id": "r1", "amount": "141.99", "currency": "PLN", "refunded_at": moment, **changes}


def test_a_label_is_given_once_and_its_parcel_followed(ask: Ask, case: Case) -> None:
    file = label()
    first = ask("PUT", "/cases/W-7F3K9Q/label", file)
    again = ask("PUT", "/cases/W-7F3K9Q/label", file)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"reference": "W-7F3K9Q", "status": "approved", "outcome": "unchanged"}
    parcel = case.return_parcels.get()
    assert (parcel.told_by, parcel.shipment.carrier, parcel.shipment.tracking_number) == ("shop", "inpost", INPOST)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": b64encode(b"^XA^XZ").decode()}, "file"),
        ({"file": "not base64!"}, "file"),
        ({"tracking_number": "???"}, "tracking_number"),
        ({"valid_until": "soon"}, "valid_until"),
    ],
)
def test_a_bad_label_is_refused_by_field(ask: Ask, case: Case, changes: dict[str, Any], field: str) -> None:
    answer = ask("PUT", "/cases/W-7F3K9Q/label", label(**changes))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert not case.labels.exists()


def test_goods_arrive_in_parts(ask: Ask, case: Case) -> None:
    part = {"lines": [{"line": "mug", "quantity": 1}]}
    assert ask("POST", "/cases/W-7F3K9Q/received", part).json()["outcome"] == "updated"
    assert ask("POST", "/cases/W-7F3K9Q/received", {}).json() == {
        "reference": "W-7F3K9Q", "status": "received", "outcome": "updated",
    }  # fmt: skip
    assert ask("POST", "/cases/W-7F3K9Q/received", {}).json()["outcome"] == "unchanged"
    assert [line.received_quantity for line in case.lines.order_by("pk")] == [2, 1]


@pytest.mark.parametrize("lines", [[{"line": "car", "quantity": 1}], [{"line": "mug", "quantity": 3}], []])
def test_what_was_not_announced_does_not_arrive(ask: Ask, case: Case, lines: list[Any]) -> None:
    assert ask("POST", "/cases/W-7F3K9Q/received", {"lines": lines}).status_code == 400
    case.refresh_from_db()
    assert case.status == "approved"


def test_the_shops_refund_ends_the_case_once(ask: Ask, case: Case) -> None:
    assert ask("PUT", "/cases/W-7F3K9Q/refund", refund()).json()["status"] == "refunded"
    assert ask("PUT", "/cases/W-7F3K9Q/refund", refund()).json()["outcome"] == "unchanged"
    assert case.refunds.count() == 1
    assert case.events.filter(verb="refund").count() == 1


def test_a_named_case_is_ended_with_another_amount_and_its_reason(ask: Ask, case: Case) -> None:
    answer = ask("PUT", "/cases/W-7F3K9Q/refund", refund(amount="100", reason="The tea was opened"))
    assert answer.status_code == 201
    row = CaseRefund.objects.get()
    assert (row.amount, row.why, row.source) == (Decimal(100), "The tea was opened", "shop")


def test_more_than_was_paid_is_refused_and_leaves_nothing(ask: Ask, case: Case) -> None:
    assert ask("PUT", "/cases/W-7F3K9Q/refund", refund(amount="142")).status_code == 409
    assert ask("PUT", "/cases/W-7F3K9Q/refund", refund(currency="EUR")).status_code == 400
    assert not case.order.refunds.exists()  # type: ignore[union-attr]


def test_nobody_elses_case_is_there(ask: Ask, case: Case, foreign_key: str) -> None:
    for method, name, data in (
        ("PUT", "label", label()),
        ("POST", "received", {}),
        ("PUT", "refund", refund()),
    ):
        assert ask(method, f"/cases/W-7F3K9Q/{name}", data, key=foreign_key).status_code == 404
        assert ask(method, f"/cases/W-222222/{name}", data).status_code == 404


def test_each_needs_its_scope(ask: Ask, case: Case) -> None:
    reading = make_key("reports", "shop", ["cases:read", "orders:write"])[1]
    for method, name, data in (("PUT", "label", label()), ("POST", "received", {}), ("PUT", "refund", refund())):
        assert ask(method, f"/cases/W-7F3K9Q/{name}", data, key=reading).status_code == 403
