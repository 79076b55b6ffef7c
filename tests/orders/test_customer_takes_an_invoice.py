import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from orders import rendering, tasks
from orders.actions import AlreadyIssued, issue_invoice, save_order
from orders.models import Invoice, Order, SellerSettings
from orders.queries import invoices_due
from orders.rendering import RenderingFailed, invoice_html, make_pdf
from orders.signals import invoice_issued, invoice_rendered
from portal.accounts.models import User
from tests.orders.makers import CANONICAL, MUG, PLACED, later, make_order

pytestmark = pytest.mark.django_db
ISSUED = PLACED.date()
WORDS = "Zażółć gęślą jaźń ŁÓDŹ, Съешь ещё этих мягких французских булок"
ROOT = Path(rendering.__file__).parent.parent


@pytest.fixture
def order(anna: User) -> Order:
    seller = SellerSettings.load()
    seller.legal_name, seller.vat_number, seller.city = "Dom i Ogród sp. z o.o.", "PL5265877635", "Łódź"
    seller.save()
    return make_order(anna, lines=(replace(MUG, name=WORDS),))


@pytest.fixture
def invoice(order: Order) -> Invoice:
    return issue_invoice(order, "FV/2026/11/0042", ISSUED, "pl")


def url(invoice: Invoice) -> str:
    return reverse("orders:invoice", args=[invoice.order.slug, invoice.slug])


def test_the_same_number_gives_the_same_invoice(order: Order, invoice: Invoice) -> None:
    assert issue_invoice(order, " FV/2026/11/0042", ISSUED, "pl") == invoice
    assert (invoice.slug, invoice.language, invoice.total) == ("fv-2026-11-0042", "pl", Decimal("141.99"))


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


def test_the_amounts_are_the_snapshots_own(invoice: Invoice) -> None:
    # No two of these add up: the page must not either.
    invoice.snapshot["totals"].update(subtotal="1.11", shipping_total="2.22", tax_total="3.33", total="1248.37")
    html = invoice_html(invoice).replace("\xa0", " ")
    for amount in ("1,11 zł", "2,22 zł", "3,33 zł", "1 248,37 zł"):
        assert amount in html


def test_words_of_customers_are_text_on_paper(order: Order) -> None:
    order.billing_address["name"] = '<img src="file:///etc/passwd">'
    order.save()
    html = invoice_html(issue_invoice(order, "FV/X", ISSUED))
    assert "&lt;img src=" in html
    assert "<img" not in html


def test_the_pdf_is_tagged_titled_and_its_letters_can_be_read(invoice: Invoice) -> None:
    reader = PdfReader(BytesIO(make_pdf(invoice_html(invoice))))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "pl"
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/OutputIntents"]
    assert reader.metadata is not None
    assert "FV/2026/11/0042" in str(reader.metadata.title)
    xmp = catalog["/Metadata"].get_data().decode()
    assert "pdfaid" in xmp
    text = " ".join(reader.pages[0].extract_text().split())
    for word in [*WORDS.split(), "ul. Łąkowa 5", "Dom i Ogród", "98,00", "115,44", "141,99"]:
        assert word in text
    assert len(reader.pages) == 1


def test_every_font_is_ours_embedded_and_cut_down(invoice: Invoice) -> None:
    content = make_pdf(invoice_html(invoice))
    fonts = [
        font.get_object()
        for page in PdfReader(BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        assert "+Invoice" in font["/BaseFont"]
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert len(content) < 60_000


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
    """A stand-in for the child; the list tells how often it was asked."""
    asked: list[str] = []

    def draw(html: str) -> bytes:
        asked.append(html)
        return f"%PDF- number {len(asked)}".encode()

    monkeypatch.setattr(tasks, "make_pdf", draw)
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
    def fail(html: str) -> bytes:
        raise RenderingFailed("no paper")

    monkeypatch.setattr(tasks, "make_pdf", fail)
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
    def overtaken(html: str) -> bytes:
        Invoice.objects.update(rendered_at=timezone.now(), file="invoices/aa/first.pdf")
        return b"%PDF- late"

    kept: list[str] = []
    keep = tasks.keep

    def remember(*args: Any) -> str:
        kept.append(keep(*args))
        return kept[-1]

    monkeypatch.setattr(tasks, "make_pdf", overtaken)
    monkeypatch.setattr(tasks, "keep", remember)
    assert tasks.render_invoice.call(invoice.pk) is False
    assert not storages["private"].exists(kept[0])
    invoice.refresh_from_db()
    assert invoice.file.name == "invoices/aa/first.pdf"
