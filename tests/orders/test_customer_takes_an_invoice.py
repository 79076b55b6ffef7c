import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from orders import rendering, tasks
from orders.actions import AlreadyIssued, issue_invoice, save_order
from orders.documents.page import html_of
from orders.documents.press import Press, PressFailed, Printed, Sheet
from orders.einvoice.content import Unsaid
from orders.einvoice.reading import document_of
from orders.files import keep
from orders.ingest.canonical import TaxLine
from orders.models import Invoice, Order, SellerSettings
from orders.queries import invoices_due
from orders.rendering import RenderingFailed, make_pdf
from orders.signals import invoice_issued, invoice_rendered
from portal.accounts.models import User
from tests.orders.makers import CANONICAL, MUG, PLACED, later, make_order

pytestmark = pytest.mark.django_db
ISSUED = PLACED.date()
WORDS = "Zażółć gęślą jaźń ŁÓDŹ, Съешь ещё этих мягких французских булок"
ROOT = Path(rendering.__file__).parent.parent
# A shop that says enough: the tax of each line, of the delivery and of each rate.
TAXED = replace(MUG, name=WORDS, tax_total=Decimal("18.33"))
SUMS: dict[str, Any] = {
    "subtotal": Decimal("98.00"),
    "shipping_total": Decimal("12.99"),
    "shipping_tax_total": Decimal("2.43"),
    "tax_total": Decimal("20.76"),
    "total": Decimal("110.99"),
    "tax_lines": (TaxLine(title="VAT", rate=Decimal(23), net=Decimal("90.23"), amount=Decimal("20.76")),),
}


def invoice_html(invoice: Invoice) -> str:
    return html_of(invoice, document_of(invoice))


@pytest.fixture
def order(anna: User) -> Order:
    seller = SellerSettings.load()
    seller.legal_name, seller.vat_number, seller.city = "Dom i Ogród sp. z o.o.", "PL5265877635", "Łódź"
    seller.save()
    return make_order(anna, lines=(TAXED,), **SUMS)


@pytest.fixture
def invoice(order: Order) -> Invoice:
    return issue_invoice(order, "FV/2026/11/0042", ISSUED, "pl")


def url(invoice: Invoice) -> str:
    return reverse("orders:invoice", args=[invoice.order.slug, invoice.slug])


def test_the_same_number_gives_the_same_invoice(order: Order, invoice: Invoice) -> None:
    assert issue_invoice(order, " FV/2026/11/0042", ISSUED, "pl") == invoice
    assert (invoice.slug, invoice.language, invoice.total) == ("fv-2026-11-0042", "pl", Decimal("110.99"))


def test_a_number_belongs_to_one_order(invoice: Invoice) -> None:
    with pytest.raises(AlreadyIssued):
        issue_invoice(make_order(number=7), invoice.number, ISSUED)


def test_what_was_issued_never_changes(order: Order, invoice: Invoice) -> None:
    before = invoice_html(invoice)
    seller = SellerSettings.load()
    seller.legal_name = "Another firm"
    seller.save()
    said = replace(CANONICAL, external_id=order.external_id, number=order.number)
    save_order(later(said, total=Decimal("1.00"), lines=(replace(MUG, name="Changed", total=Decimal(1)),)))
    invoice.refresh_from_db()
    assert invoice_html(invoice) == before
    assert "Another firm" not in before


def test_amounts_that_contradict_each_other_are_never_printed(invoice: Invoice, paper: list[str]) -> None:
    invoice.snapshot["totals"]["total"] = "1248.37"
    invoice.snapshot["tax_lines"][0].pop("net")
    invoice.save()
    assert tasks.render_invoice.call(invoice.pk) is False
    invoice.refresh_from_db()
    assert (invoice.state, invoice.held_rule) == (Invoice.State.HELD, "AC-SUM")
    assert paper == []


@pytest.mark.parametrize(
    ("silent", "rule"),
    [
        ({"lines": (replace(TAXED, tax_total=None),)}, "AC-LINE-TAX"),
        ({"lines": (replace(TAXED, total=None),)}, "AC-LINE-TOTAL"),
        ({"lines": (replace(TAXED, tax_rate=Decimal(8)),)}, "AC-SUM"),
        ({"tax_lines": ()}, "AC-LINE-RATE"),
        ({"tax_lines": (TaxLine(title="VAT", rate=Decimal(8), amount=Decimal("20.76")),)}, "AC-RATE"),
        ({"currency": "EUR"}, "AC-NATIONAL-TAX"),
    ],
)
def test_what_the_shop_did_not_say_is_not_guessed(order: Order, silent: dict[str, Any], rule: str) -> None:
    other = make_order(number=7, **{"lines": (TAXED,), **SUMS, **silent})
    with pytest.raises(Unsaid) as unsaid:
        document_of(issue_invoice(other, "FV/7", ISSUED))
    assert unsaid.value.rule == rule


def test_words_of_customers_are_text_on_paper(order: Order) -> None:
    order.billing_address["name"] = '<img src="file:///etc/passwd">'
    order.save()
    html = invoice_html(issue_invoice(order, "FV/X", ISSUED))
    assert "&lt;img src=" in html
    assert "<img src=" not in html


@pytest.mark.parametrize(
    "outside",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="https://example.com/x.png">',
        '<link rel="stylesheet" href="file:///etc/hosts">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("http://127.0.0.1:9/x.css");</style>',
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<img src="packaged:../../etc/passwd">',
        '<img src="data:image/svg+xml,<svg/>">',
        '<object data="file:///etc/passwd"></object>',
    ],
)
def test_paper_never_reaches_outside(outside: str) -> None:
    with pytest.raises(RenderingFailed, match="not allowed in a document"):
        make_pdf(f"<html lang=en><title>x</title><body>{outside}</body></html>")


def test_a_document_that_eats_memory_is_stopped() -> None:
    with pytest.raises(RenderingFailed):
        make_pdf("<p>x" * 400_000)


def test_a_slow_child_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "WALL_SECONDS", 0.05)
    with pytest.raises(RenderingFailed, match="not ready"):
        make_pdf("<p>x</p>")


def test_the_child_gets_no_secrets_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(options["env"])
        return subprocess.CompletedProcess(command, 0, b"%PDF-1.7", b"")

    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setattr(subprocess, "run", run)
    make_pdf("<p>x</p>")
    assert "hush" not in seen.values()


def test_only_the_child_loads_the_pdf_engine() -> None:
    code = "import django; django.setup(); import sys, orders.tasks; sys.exit('weasyprint' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A stand-in for the press; the list tells how often it was asked."""
    asked: list[str] = []

    def draw(press: Press, sheet: Sheet, made_at: Any) -> Printed:
        asked.append(sheet.html)
        return Printed(f"%PDF- number {len(asked)}".encode(), ())

    monkeypatch.setattr(Press, "print", draw)
    return asked


def test_an_issued_invoice_is_made_once_and_its_bytes_stay(
    order: Order, paper: list[str], as_user: Any, anna: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    heard: list[str] = []

    def issued(**kwargs: Any) -> None:
        heard.append("issued")

    def rendered(**kwargs: Any) -> None:
        heard.append("rendered")

    invoice_issued.connect(issued)
    invoice_rendered.connect(rendered)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            invoice = issue_invoice(order, "FV/1", ISSUED)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.render_invoice.call(invoice.pk) is False
    finally:
        invoice_issued.disconnect(issued)
        invoice_rendered.disconnect(rendered)
    assert sorted(heard) == ["issued", "rendered"]
    assert len(paper) == 1
    invoice.refresh_from_db()
    assert invoice.sha256 == hashlib.sha256(b"%PDF- number 1").hexdigest()
    assert b"".join(as_user(anna).get(url(invoice)).streaming_content) == b"%PDF- number 1"


def test_the_download_carries_careful_headers(invoice: Invoice, paper: list[str], anna: User, as_user: Any) -> None:
    assert tasks.render_invoice.call(invoice.pk) is True
    answer = as_user(anna).get(url(invoice))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="fv-2026-11-0042.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    answer.close()


def test_the_file_lies_under_a_name_nobody_can_guess(invoice: Invoice, paper: list[str]) -> None:
    tasks.render_invoice.call(invoice.pk)
    invoice.refresh_from_db()
    path = Path(storages["private"].path(str(invoice.file.name)))
    assert len(path.stem) == 32
    assert path.stat().st_mode & 0o077 == 0
    assert "0042" not in str(invoice.file.name)
    assert not list(path.parent.glob("*.part"))


def test_until_it_is_ready_a_page_says_what_happens_next(invoice: Invoice, anna: User, as_user: Any) -> None:
    answer = as_user(anna).get(url(invoice))
    assert answer.status_code == 202
    assert "usually ready within a minute" in answer.content.decode()


def test_a_lost_file_is_said_and_not_hidden(invoice: Invoice, paper: list[str], anna: User, as_user: Any) -> None:
    tasks.render_invoice.call(invoice.pk)
    invoice.refresh_from_db()
    storages["private"].delete(str(invoice.file.name))
    assert as_user(anna).get(url(invoice)).status_code == 503


def test_a_failure_is_tried_again_later_and_later(invoice: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(press: Press, sheet: Sheet, made_at: Any) -> Printed:
        raise PressFailed("no paper")

    monkeypatch.setattr(Press, "print", fail)
    waits = []
    for _attempt in range(12):
        Invoice.objects.update(render_due_at=timezone.now())
        before = timezone.now()
        assert tasks.render_invoice.call(invoice.pk) is False
        invoice.refresh_from_db()
        assert invoice.render_due_at is not None
        waits.append(round((invoice.render_due_at - before) / timedelta(minutes=1)))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert "no paper" in invoice.render_error
    assert not invoice.file


def test_a_worker_that_died_leaves_a_row_that_is_due_again(invoice: Invoice, paper: list[str]) -> None:
    now = timezone.now()
    Invoice.objects.update(render_due_at=now + tasks.LEASE)
    assert tasks.render_invoice.call(invoice.pk) is False
    assert not invoices_due(now).exists()
    assert list(invoices_due(now + tasks.LEASE)) == [invoice]


def test_the_slower_of_two_workers_leaves_no_second_file(
    invoice: Invoice, paper: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(press: Press, sheet: Sheet, made_at: Any) -> Printed:
        Invoice.objects.update(state="ready", rendered_at=timezone.now(), file="invoices/aa/first.pdf")
        return Printed(b"%PDF- late", ())

    kept: list[str] = []

    def remember(*args: Any) -> str:
        kept.append(keep(*args))
        return kept[-1]

    monkeypatch.setattr(Press, "print", overtaken)
    monkeypatch.setattr(tasks, "keep", remember)
    assert tasks.render_invoice.call(invoice.pk) is False
    assert len(kept) == 2
    assert not any(storages["private"].exists(name) for name in kept)
    invoice.refresh_from_db()
    assert invoice.file.name == "invoices/aa/first.pdf"
