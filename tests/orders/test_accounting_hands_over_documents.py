import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import storages
from django.urls import reverse

from orders import tasks
from orders.actions import AlreadyIssued, DocumentRefused, documents, issue_invoice, take_document
from orders.documents.press import Press, Printed
from orders.models import Invoice, Order
from portal.accounts.models import User
from tests.orders.makers import PLACED, make_order
from tests.orders.papers import printed, sheet

pytestmark = pytest.mark.django_db
ISSUED = PLACED.date()
NUMBER = "FV/2026/11/0042"
HYBRID = "PLN, a consumer"


@pytest.fixture
def order(anna: User) -> Order:
    return make_order(anna)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official rules are tested on the real press; here they hold."""
    printed(HYBRID)  # by the real one
    monkeypatch.setattr(Press, "print", lambda *_asked: Printed(b"", ()))


def plain_pdf(change: Callable[[pikepdf.Pdf], object] | None = None) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def take(order: Order, **said: Any) -> Invoice:
    return take_document(order, **{"number": NUMBER, "issued_date": ISSUED, **said})


def test_a_pdf_alone_is_ready_at_once_and_served_byte_for_byte(order: Order, anna: User, as_user: Any) -> None:
    content = plain_pdf()
    invoice = take(order, pdf=content)
    assert (invoice.state, invoice.source, invoice.total) == ("ready", "uploaded", order.total)
    answer = as_user(anna).get(reverse("orders:invoice", args=[order.slug, invoice.slug]))
    assert b"".join(answer.streaming_content) == content
    xml = as_user(anna).get(reverse("orders:invoice_xml", args=[order.slug, invoice.slug]))
    assert xml.status_code == 404


def test_a_hybrid_gives_its_xml_and_waits_for_the_rules(order: Order, anna: User, as_user: Any, passing: None) -> None:
    invoice = take(order, pdf=printed(HYBRID).pdf)
    assert (invoice.state, invoice.total, invoice.buyer_name) == ("waiting", Decimal("141.99"), "Anna Nowak")
    url = reverse("orders:invoice_xml", args=[order.slug, invoice.slug])
    assert as_user(anna).get(url).status_code == 202
    assert tasks.render_invoice.call(invoice.pk) is True
    answer = as_user(anna).get(url)
    assert b"".join(answer.streaming_content) == sheet(HYBRID).xml
    assert answer["Content-Type"] == "text/xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_breaks_a_rule_is_held_with_it_and_never_served(order: Order, anna: User, as_user: Any) -> None:
    wrong = sheet(HYBRID).xml.replace(b"GrandTotalAmount>141.99", b"GrandTotalAmount>142.99")
    invoice = take(order, xml=wrong)
    assert tasks.render_invoice.call(invoice.pk) is False
    invoice.refresh_from_db()
    assert (invoice.state, invoice.held_rule, invoice.render_due_at) == ("held", "BR-CO-15", None)
    assert "BT-112" in invoice.held_reason
    client = as_user(anna)
    for name in ("orders:invoice", "orders:invoice_xml"):
        answer = client.get(reverse(name, args=[order.slug, invoice.slug]))
        assert answer.status_code == 202
        assert "did not pass one of our checks" in answer.content.decode()
        assert "BR-CO-15" not in answer.content.decode()
    assert "Being checked by the shop" in client.get(reverse("orders:detail", args=[order.slug])).content.decode()


def test_a_sound_document_takes_the_place_of_a_held_one(order: Order, passing: None) -> None:
    held = take(order, xml=sheet(HYBRID).xml, total=Decimal(1))
    tasks.render_invoice.call(held.pk)
    held.refresh_from_db()
    assert held.held_rule == "AC-TOTAL"
    sound = take(order, xml=sheet(HYBRID).xml.replace(b"\n", b""))
    assert tasks.render_invoice.call(sound.pk) is True
    assert [each.number for each in Invoice.objects.all()] == [NUMBER]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"number": "FV/1"}, "AC-NUMBER"),
        ({"total": Decimal("1.00")}, "AC-TOTAL"),
        ({"issued_date": ISSUED.replace(day=3)}, "AC-DATE"),
        ({"pdf": HYBRID, "change": (b"Herbata", b"Kawa")}, "AC-TWO-XML"),
    ],
)
def test_what_contradicts_itself_is_held(order: Order, passing: None, said: dict[str, Any], rule: str) -> None:
    said = dict(said)
    xml = sheet(HYBRID).xml.replace(*said.pop("change", (b"", b"")))
    if said.get("pdf"):
        said["pdf"] = printed(HYBRID).pdf
    invoice = take(order, xml=xml, **said)
    tasks.render_invoice.call(invoice.pk)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.held_rule) == ("held", rule)


def test_the_same_bytes_again_are_the_same_document(order: Order) -> None:
    content = plain_pdf()
    assert take(order, pdf=content) == take(order, pdf=content, number=f" {NUMBER} ")
    assert Invoice.objects.count() == 1


def test_other_bytes_under_a_number_are_refused_and_leave_no_file(order: Order) -> None:
    first = take(order, pdf=plain_pdf())
    with pytest.raises(AlreadyIssued, match="says something else"):
        take(order, pdf=plain_pdf(lambda pdf: pdf.add_blank_page()))
    with pytest.raises(AlreadyIssued, match="Another order"):
        take(make_order(number=7), pdf=plain_pdf())
    assert storages["private"].exists(str(first.file.name))
    assert Invoice.objects.get().sha256 == first.sha256


def test_nothing_is_rendered_beside_what_accounting_issued(order: Order) -> None:
    take(order, pdf=plain_pdf())
    with pytest.raises(AlreadyIssued, match="has an invoice already"):
        issue_invoice(order, "FV/2", ISSUED)


def test_a_correction_refers_to_what_it_corrects(order: Order) -> None:
    first = take(order, pdf=plain_pdf())
    correction = take(
        order, number="KOR/1", kind="correction", corrects=NUMBER, total=Decimal(-10),
        pdf=plain_pdf(lambda pdf: pdf.add_blank_page()),
    )  # fmt: skip
    assert (correction.corrects, correction.type_code, correction.total) == (first, "384", Decimal(-10))


def test_a_correction_stays_with_its_number_when_a_held_original_is_mended(order: Order) -> None:
    held = take(order, xml=b"<other/>")
    Invoice.objects.filter(pk=held.pk).update(state="held")
    correction = take(order, number="KOR/1", kind="correction", corrects=NUMBER, total=Decimal(-10), pdf=plain_pdf())
    sound = take(order, pdf=plain_pdf(lambda pdf: pdf.add_blank_page()))
    correction.refresh_from_db()
    assert sound.state == "ready"
    assert correction.corrects == sound


def test_what_became_ready_a_moment_ago_makes_no_way(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    first = take(order, pdf=plain_pdf())
    monkeypatch.setattr(documents, "_makes_way", lambda *_known: True)
    with pytest.raises(AlreadyIssued):
        take(order, pdf=plain_pdf(lambda pdf: pdf.add_blank_page()))
    assert Invoice.objects.get() == first
    assert storages["private"].exists(str(first.file.name))


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def hidden_script(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=action)])


def program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))


def carries(name: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(
            pdf, b"MZ", filename=name, description="", mime_type="", creation_date="", mod_date=""
        )

    return change


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (b"", "nothing"),
        (b"<html>", "not_pdf"),
        (b"%PDF-1.7 and no more", "broken"),
        (plain_pdf()[:300], "broken"),
        (plain_pdf(script), "active"),
        (plain_pdf(hidden_script), "active"),
        (plain_pdf(program), "active"),
        (plain_pdf(carries("invoice.exe")), "attachment"),
        (plain_pdf(carries("factur-x.xml")), "xml"),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), "pdf_size"),
    ],
)
def test_a_file_that_is_no_quiet_pdf_is_refused(order: Order, pdf: bytes, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        take(order, pdf=pdf)
    assert refused.value.code == code
    assert str(refused.value.message)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    "xml",
    [
        b"no xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        b"<a>\x00</a>",
    ],
)
def test_xml_that_reaches_outside_is_refused(order: Order, xml: bytes) -> None:
    with pytest.raises(DocumentRefused) as refused:
        take(order, xml=xml)
    assert refused.value.code == "xml"


def test_xml_of_another_kind_is_held(order: Order) -> None:
    invoice = take(order, xml=b"<order/>")
    tasks.render_invoice.call(invoice.pk)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.held_rule) == ("held", "PROFILE")


def test_a_number_and_a_kind_are_needed(order: Order) -> None:
    for said, code in (({"number": " "}, "number"), ({"kind": "letter"}, "kind"), ({"kind": "correction"}, "total")):
        with pytest.raises(DocumentRefused) as refused:
            take(order, pdf=plain_pdf(), **said)
        assert refused.value.code == code
    assert not storages["private"].exists("invoices") or Invoice.objects.count() == 0
