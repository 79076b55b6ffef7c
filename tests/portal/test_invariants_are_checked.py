"""A broken row is found and named; a whole shop is found whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from orders.files import keep
from orders.models import Envelope, Invoice, Order, OrderLine, PullRun, PullSource, Shipment, ShipmentLine
from returns.models import Case
from tests.orders.makers import make_order

# Other tests leave pages in the index they share; here it is looked at.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]


def complaints(capsys: pytest.CaptureFixture[str], only: str) -> str:
    with pytest.raises(CommandError):
        call_command("check_invariants", "--only", only)
    return capsys.readouterr().err


def invoice_of(order: Order, **fields: Any) -> Invoice:
    named = {"number": "FV/1", "slug": "fv-1", "language": "en", "issued_date": "2026-11-02", "currency": "PLN"}
    return Invoice.objects.create(order=order, total=1, **{**named, **fields})


def test_a_whole_shop_is_as_it_must_be(capsys: pytest.CaptureFixture[str]) -> None:
    make_order()
    call_command("check_invariants")
    assert capsys.readouterr().out == "All is as it must be.\n"


def test_an_amount_that_is_not_the_shops_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    make_order()
    Order.objects.update(total="141.98")
    assert "total is 141.9800, the shop said 141.99" in complaints(capsys, "amounts_are_the_shops")


def test_half_an_order_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    order = make_order()
    Order.objects.update(payload={"lines": [{}, {}]})
    order.lines.all().delete()
    assert "came with 2 lines and has none" in complaints(capsys, "orders_are_whole")


def test_a_parcel_with_a_line_of_another_order_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    order, other = make_order(number=1), make_order(number=2)
    parcel = Shipment.objects.create(order=order, external_id="p")
    line = other.lines.all()[0]
    ShipmentLine.objects.create(shipment=parcel, order_line=line, quantity=1)
    assert f"holds line {line.pk} of another order" in complaints(capsys, "parcels_hold_what_was_ordered")


def test_a_stuck_or_changed_delivery_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    row = {"source": "generic", "sha256": "0" * 64, "body": b"{}", "received_at": now}
    Envelope.objects.create(delivery_id="1", due_at=now - timedelta(hours=2), **row)
    Envelope.objects.create(delivery_id="2", due_at=None, **row)
    said = complaints(capsys, "deliveries_are_whole")
    assert said.count("its bytes are not those that came") == 2
    assert "has been due for more than an hour" in said
    assert "waits and will never be tried" in said


def test_a_document_without_its_bytes_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    order = make_order()
    ready = {"state": "ready", "rendered_at": timezone.now()}
    kept = keep("invoices", ".pdf", b"%PDF")
    invoice_of(order, file=kept, sha256="0" * 64, **ready)
    invoice_of(order, number="2", slug="2", file="invoices/gone.pdf", sha256="0" * 64, **ready)
    invoice_of(order, number="3", slug="3", **ready)
    invoice_of(order, number="4", slug="4", render_due_at=None)
    said = complaints(capsys, "documents_are_whole")
    storages["private"].delete(kept)
    assert f"Invoice FV/1: the bytes of {kept} are not those that were stored." in said
    assert "Invoice 2: its file invoices/gone.pdf is missing." in said
    assert "Invoice 3 is ready and has no file." in said
    assert "Invoice 4 waits and will never be made." in said


def test_pieces_that_are_in_no_case_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    make_order()
    OrderLine.objects.filter(external_id="mug").update(returned_quantity=1)
    assert "1 pieces are in returns, its cases say 0" in complaints(capsys, "returned_pieces_are_in_cases")


def test_a_case_without_a_beginning_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Case.objects.create(
        kind="question", reference="Q-1", email="a@b.pl", language="en", subject="?", opened_at=timezone.now(),
        submission_key="7d444840-9dc0-11d1-b245-5ffdce74fad2",
    )  # fmt: skip
    assert "Case Q-1 was opened without a first step" in complaints(capsys, "cases_have_a_history")


def test_a_shop_asked_twice_at_a_time_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    source = PullSource.objects.create(name="woocommerce", due_at=timezone.now())
    for _time in range(2):
        PullRun.objects.create(source=source, started_at=timezone.now())
    assert "is being asked twice" in complaints(capsys, "askings_end")
