"""Who the buyer is, what is out of the right to withdraw, guarantees and serial numbers: by JSON, table and API."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from orders.actions import save_order
from orders.exempt import EVIDENCE
from orders.ingest import generic
from orders.ingest.canonical import _said
from orders.ingest.reading import BadData
from orders.models import Order, OrderLine
from portal.api.canonical import canonical_order
from portal.api.schemas.orders import EvidenceIn, OrderIn
from tests.house.source import ROOT
from tests.orders.makers import CANONICAL, MUG, later, make_order

LINE: dict[str, Any] = {
    "id": "1",
    "name": "Engraved mug",
    "quantity": 1,
    "withdrawal_exception": "digital_begun",
    "withdrawal_evidence": {
        "consent_at": "2026-11-02T10:15:00Z",
        "acknowledged_at": "2026-11-02T10:15:00Z",
        "confirmed_at": "2026-11-02T10:16:00Z",
        "begun_at": "2026-11-02T10:20:00Z",
    },
    "guarantor": "Mug Works",
    "guarantee_months": 36,
    "guarantee_url": "https://mugs.example/guarantee",
    "serial_numbers": ["A1", "A2", "A1"],
    "documents": [{"title": "Manual", "url": "https://mugs.example/manual.pdf"}],
}
ORDER: dict[str, Any] = {
    "id": "9",
    "number": "9",
    "currency": "PLN",
    "total": "10.00",
    "placed_at": "2026-11-02T10:00:00Z",
    "updated_at": "2026-11-02T10:00:00Z",
    "buyer_protection": "protected_sole_trader",
    "contract_kind": "digital",
    "is_from_visit": True,
    "withdrawal_informed": True,
    "withdrawal_informed_at": "2026-11-02T10:00:00Z",
    "standard_shipping_total": "9.99",
    "lines": [LINE],
}


def by_api(said: dict[str, Any]) -> Any:
    fields = {name: value for name, value in said.items() if name != "id"}
    return canonical_order("generic", said["id"], OrderIn.model_validate(fields), {})


def test_webhook_and_api_say_the_same() -> None:
    hook = replace(generic.parse(ORDER), payload={})
    assert hook == by_api(ORDER)
    assert hook.lines[0].serial_numbers == ("A1", "A2")
    assert hook.lines[0].withdrawal_evidence is not None
    assert set(hook.lines[0].withdrawal_evidence) == set(EVIDENCE["digital_begun"])


@pytest.mark.django_db
def test_what_is_said_is_kept_with_the_order() -> None:
    order, _outcome = save_order(generic.parse(ORDER))
    order.refresh_from_db()
    line = order.lines.get()
    assert (order.buyer_protection, order.contract_kind, order.is_from_visit) == (
        "protected_sole_trader",
        "digital",
        True,
    )
    assert order.withdrawal_informed_at == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert order.standard_shipping_total == Decimal("9.99")
    assert (line.guarantor, line.guarantee_months, line.serial_numbers) == ("Mug Works", 36, ["A1", "A2"])
    assert line.documents == [{"title": "Manual", "url": "https://mugs.example/manual.pdf"}]


@pytest.mark.django_db
def test_a_message_that_says_nothing_of_it_takes_nothing_away() -> None:
    save_order(generic.parse(ORDER))
    silent = {name: ORDER[name] for name in ("id", "number", "currency", "total", "placed_at")}
    plain = {"id": "1", "name": "Engraved mug", "quantity": 1}
    save_order(generic.parse({**silent, "updated_at": "2026-11-03T10:00:00Z", "lines": [plain]}))
    order = Order.objects.get()
    assert order.buyer_protection == "protected_sole_trader"
    assert order.lines.get().withdrawal_exception == "digital_begun"


@pytest.mark.django_db
def test_an_empty_word_takes_it_back() -> None:
    save_order(generic.parse(ORDER))
    taken = {**LINE, "withdrawal_exception": "", "serial_numbers": [], "guarantee_months": 0}
    save_order(generic.parse({**ORDER, "updated_at": "2026-11-03T10:00:00Z", "lines": [taken]}))
    line = OrderLine.objects.get()
    assert (line.withdrawal_exception, line.serial_numbers, line.guarantee_months) == ("", [], 0)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"withdrawal_exception": "we_say_so"}, "$.lines[0].withdrawal_exception"),
        ({"withdrawal_evidence": {"consent_at": "yesterday"}}, "$.lines[0].withdrawal_evidence.consent_at"),
        ({"withdrawal_evidence": {"consent": "yes"}}, "$.lines[0].withdrawal_evidence.consent"),
        ({"guarantee_months": 1201}, "$.lines[0].guarantee_months"),
        ({"guarantee_url": "javascript:alert(1)"}, "$.lines[0].guarantee_url"),
        ({"serial_numbers": "A1"}, "$.lines[0].serial_numbers"),
        ({"documents": [{"title": "x", "url": "ftp://x"}]}, "$.lines[0].documents[0].url"),
    ],
)
def test_what_cannot_be_used_is_named(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(BadData) as caught:
        generic.parse({**ORDER, "lines": [{**LINE, **changes}]})
    assert caught.value.path == path


def test_who_the_buyer_is_must_be_a_word_we_know() -> None:
    with pytest.raises(BadData, match="none of consumer, protected_sole_trader, business"):
        generic.parse({**ORDER, "buyer_protection": "vip"})


def test_the_api_knows_every_piece_of_evidence() -> None:
    assert set(EvidenceIn.model_fields) == {name for names in EVIDENCE.values() for name in names}


def test_orders_of_shops_that_never_say_it_keep_their_hash() -> None:
    assert CANONICAL.content_hash() == replace(CANONICAL, buyer_protection="", is_from_visit=None).content_hash()
    assert CANONICAL.content_hash() != replace(CANONICAL, buyer_protection="business").content_hash()
    assert "guarantor" not in json.dumps(_said(MUG), default=str)
    told = replace(CANONICAL, lines=(replace(MUG, withdrawal_exception=""),))
    assert told.content_hash() != CANONICAL.content_hash()


@pytest.mark.django_db
def test_woocommerce_news_leave_what_another_door_told() -> None:
    order = make_order(lines=(replace(MUG, serial_numbers=("S1",), guarantee_months=12),), buyer_protection="business")
    save_order(later(CANONICAL, external_id=order.external_id, number=order.number, lines=(MUG,)))
    order.refresh_from_db()
    assert order.buyer_protection == "business"
    assert order.lines.get().serial_numbers == ["S1"]


ROW = {
    "order_id": "1",
    "placed_at": "2026-11-02T10:15:00+01:00",
    "currency": "PLN",
    "total": "141.99",
    "name": "Kubek",
    "quantity": "1",
    "buyer_protection": "Business",
    "withdrawal_informed": "nie",
    "standard_shipping_total": "9,99",
    "withdrawal_exception": "made to order",
    "withdrawal_evidence": "specification=engraved: Anna",
    "guarantor": "Mug Works",
    "guarantee_months": "24",
    "guarantee_url": "https://mugs.example/g",
    "serial_numbers": "A1, A2; A1",
}


def table(tmp_path: Path, **changes: str) -> Path:
    row = {**ROW, **changes}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    file = tmp_path / "orders.csv"
    file.write_text(text.getvalue())
    return file


@pytest.mark.django_db
def test_a_table_says_it_too(tmp_path: Path) -> None:
    call_command("import_orders", str(table(tmp_path)))
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.buyer_protection, order.withdrawal_informed) == ("business", False)
    assert order.standard_shipping_total == Decimal("9.99")
    assert line.withdrawal_evidence == {"specification": "engraved: Anna"}
    assert (line.withdrawal_exception, line.serial_numbers) == ("made_to_order", ["A1", "A2"])
    call_command("import_orders", str(table(tmp_path, updated_at="2026-11-05", withdrawal_exception="none")))
    assert OrderLine.objects.get().withdrawal_exception == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("withdrawal_evidence", "consent_at=soon", "is not a date"),
        ("withdrawal_evidence", "just because", "is not name=value"),
        ("withdrawal_evidence", "consent=yes", "is none of consent_at"),
        ("withdrawal_exception", "we say so", "is not one of service_performed"),
        ("guarantee_months", "9999", "more than 1200 months"),
    ],
)
def test_a_tables_mistake_is_named(
    column: str, value: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError):
        call_command("import_orders", str(table(tmp_path, **{column: value})))
    assert f"column {column}" in (words := capsys.readouterr().err)
    assert said in words
    assert not Order.objects.exists()


def test_the_papers_name_every_exception_with_its_evidence() -> None:
    papers = (ROOT / "orders" / "ingest" / "README.md").read_text()
    for code, names in EVIDENCE.items():
        assert f"| `{code}` |" in papers
        assert ", ".join(f"`{name}`" for name in names) in papers
