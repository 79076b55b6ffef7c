"""A KSeF invoice as a page and on paper, in every language, for its reader and nobody else."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from orders.documents.papers import sheet_of
from orders.documents.press import PRESS
from orders.ksef.codes import codes
from orders.ksef.numbers import digest
from orders.ksef.paper import ksef_sheet
from orders.ksef.reading import read_document
from orders.ksef.showing import MOST_LINES, grid_of
from orders.ksef.taking import take_ksef_invoice
from orders.ksef.xml import read_tree
from orders.models import Invoice, Order, SellerSettings
from orders.tasks import render_invoice
from portal.accounts.models import User
from tests.orders.ksef import MUG, NIP, example, fa3, ksef_number
from tests.orders.makers import make_order

MADE = datetime(2026, 11, 3, tzinfo=UTC)
BEFORE = MUG.replace("</FaWiersz>", "<StanPrzed>1</StanPrzed></FaWiersz>")
AFTER = MUG.replace("<P_8B>2<", "<P_8B>1<").replace("<P_11A>98<", "<P_11A>49<")


@pytest.fixture
def order(anna: User) -> Order:
    seller = SellerSettings.load()
    seller.vat_number = NIP
    seller.save()
    return make_order(anna)


def ready(invoice: Invoice) -> Invoice:
    invoice.state, invoice.rendered_at = Invoice.State.READY, timezone.now()
    invoice.save()
    return invoice


@pytest.fixture
def invoice(order: Order) -> Invoice:
    return ready(take_ksef_invoice(fa3(split="1"), ksef_number=ksef_number()))


@pytest.fixture
def correction(order: Order, invoice: Invoice) -> Invoice:
    xml = fa3("FK/1", total="-49.00", corrects="FV/2026/11/0042", corrects_ksef=ksef_number(), lines=BEFORE + AFTER)
    return ready(take_ksef_invoice(xml, ksef_number=ksef_number("0100001AF62A")))


def page_of(invoice: Invoice) -> str:
    return reverse("orders:invoice_page", args=[invoice.order.slug, invoice.slug])


def test_its_owner_reads_it(anna: User, as_user: Any, invoice: Invoice) -> None:
    page = as_user(anna).get(page_of(invoice)).text
    for words in ("FV/2026/11/0042", ksef_number(), "Kubek ceramiczny", "115.44", "26.55", "Dom i Ogród sp. z o.o."):
        assert words in page
    assert "Split payment mechanism" in page
    assert "KSeF took it in on 3 November 2026." in page


def test_nobody_else_does(ben: User, as_user: Any, client: Client, invoice: Invoice) -> None:
    assert as_user(ben).get(page_of(invoice)).status_code == 404
    assert client.get(page_of(invoice)).status_code == 302


@pytest.mark.parametrize("state", ["held", "waiting"])
def test_what_is_not_ready_is_not_shown(anna: User, as_user: Any, invoice: Invoice, state: str) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(state=state, rendered_at=None)
    assert as_user(anna).get(page_of(invoice)).status_code == 404


def test_what_came_another_way_has_no_such_page(anna: User, as_user: Any, invoice: Invoice) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(source="uploaded")
    assert as_user(anna).get(page_of(invoice)).status_code == 404


def test_the_order_leads_to_it(anna: User, as_user: Any, invoice: Invoice) -> None:
    assert f'href="{page_of(invoice)}"' in as_user(anna).get(reverse("orders:detail", args=["1001"])).text


def test_the_code_leads_to_the_ministry_with_this_file(anna: User, as_user: Any, invoice: Invoice) -> None:
    page = as_user(anna).get(page_of(invoice))
    link = f"https://qr.ksef.mf.gov.pl/invoice/{NIP}/02-11-2026/{digest(fa3(split='1'))}"
    assert f'href="{link}"' in page.text
    assert '<svg viewBox="0 0 ' in page.text
    assert "style=" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_an_offline_invoice_says_so_and_passes_kod_2_through(anna: User, as_user: Any, order: Order) -> None:
    link = f"https://qr.ksef.mf.gov.pl/certificate/Nip/{NIP}/{NIP}/01F20A5D352AE590/{digest(fa3())}/{'B' * 88}"
    invoice = ready(take_ksef_invoice(fa3(), kod2_url=link))
    page = as_user(anna).get(page_of(invoice)).text
    assert "OFFLINE" in page
    assert "CERTYFIKAT" in page
    assert f'href="{link}"' in page


def test_a_correction_stands_beside_what_it_corrects(anna: User, as_user: Any, correction: Invoice) -> None:
    page = as_user(anna).get(page_of(correction)).text
    assert "zwrot towaru" in page
    rows = [row.split("</tr>")[0] for row in page.split("<tr") if 'scope="row"' in row]
    said = {row.split("</th>")[0].split(">")[-1]: row for row in rows}
    assert ">2 szt.<" in said["Before"]
    assert ">1 szt.<" in said["After"]
    assert ">-1<" in said["Difference"]
    assert ">-49.00<" in said["Difference"]


def test_a_corrected_invoice_says_so_and_both_lead_to_each_other(
    anna: User, as_user: Any, invoice: Invoice, correction: Invoice
) -> None:
    reader = as_user(anna)
    assert page_of(correction) in reader.get(page_of(invoice)).text
    assert page_of(invoice) in reader.get(page_of(correction)).text
    Invoice.objects.filter(pk=correction.pk).update(state="held", rendered_at=None)
    assert page_of(correction) not in reader.get(page_of(invoice)).text


def test_text_of_others_is_text(anna: User, as_user: Any, order: Order) -> None:
    lines = MUG.replace("Kubek ceramiczny", "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}")
    invoice = ready(take_ksef_invoice(fa3(lines=lines)))
    page = as_user(anna).get(page_of(invoice)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in page
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)" not in ksef_sheet(invoice).html


def test_more_lines_need_no_more_queries(anna: User, as_user: Any, order: Order) -> None:
    few = ready(take_ksef_invoice(fa3("FV/1")))
    many = ready(take_ksef_invoice(fa3("FV/2", lines=MUG * 50)))
    reader = as_user(anna)
    reader.get(page_of(few))
    with CaptureQueriesContext(connection) as first:
        reader.get(page_of(few))
    with CaptureQueriesContext(connection) as second:
        reader.get(page_of(many))
    assert len(first) == len(second)


def test_a_very_long_invoice_says_what_is_left_out() -> None:
    lines = read_document(read_tree(fa3(lines=MUG * (MOST_LINES + 7)))).lines
    grid = grid_of(lines)
    assert (len(grid.rows), grid.left_out) == (MOST_LINES, 7)


@pytest.mark.parametrize("language", ["en", "pl", "ru"])
@pytest.mark.parametrize("number", range(1, 27))
def test_every_example_has_a_page_and_a_paper(number: int, language: str, db: None) -> None:
    xml = example(number)
    order = make_order(number=9000)
    seller = SellerSettings.load()
    seller.vat_number = "9999999999"
    seller.save()
    invoice = take_ksef_invoice(xml, order=order)
    with translation.override(language):
        html = ksef_sheet(invoice, language).html
    assert f'<html lang="{language}">' in html
    assert "None" not in html
    grid = grid_of(read_document(read_tree(xml)).lines)
    for name in [row.line.name for row in grid.rows] + [row.name for row in grid.compared]:
        assert name in html


@pytest.mark.parametrize(("number", "captions"), [("", ["OFFLINE"]), (ksef_number(), [ksef_number()])])
def test_the_caption_is_the_number_or_offline(number: str, captions: list[str]) -> None:
    assert [code.caption for code in codes("https://qr.ksef.mf.gov.pl/x", number)] == captions


def test_the_paper_has_the_very_xml_inside(invoice: Invoice) -> None:
    sheet = sheet_of(invoice)
    assert not sheet.is_checked
    reader = PdfReader(BytesIO(PRESS.print(sheet, MADE).pdf))
    assert reader.attachments["faktura-ksef.xml"] == [fa3(split="1")]
    assert str(reader.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"]) == "/Source"
    text = "".join(page.extract_text() for page in reader.pages)
    assert ksef_number() in text
    assert "Kubek ceramiczny" in text
    assert reader.metadata
    assert "FV/2026/11/0042" in str(reader.metadata.title)


def test_the_job_makes_it_ready(order: Order) -> None:
    invoice = take_ksef_invoice(fa3(), ksef_number=ksef_number())
    assert render_invoice.call(invoice.pk)
    invoice.refresh_from_db()
    assert (invoice.state, bool(invoice.file)) == ("ready", True)
    with storages["private"].open(str(invoice.xml_file.name)) as file:
        assert file.read() == fa3()
