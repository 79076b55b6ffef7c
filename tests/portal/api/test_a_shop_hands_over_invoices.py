from base64 import b64encode
from io import BytesIO

import pytest
from django.test import Client

from orders.models import Invoice, SellerSettings
from tests.orders.ksef import NIP, fa3, ksef_number
from tests.portal.api.conftest import Ask, order_json
from tests.returns.makers import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def order(ask: Ask) -> None:
    assert ask("PUT", "/orders/shop/1", order_json()).status_code == 201


def said(**changes: object) -> dict[str, object]:
    return {"number": "FV/2026/11/0042", "issued_date": "2026-11-02", **changes}


def test_a_finished_pdf_is_kept_byte_for_byte(ask: Ask) -> None:
    document = pdf()
    answer = ask("POST", "/orders/shop/1/invoices", said(pdf=b64encode(document).decode()))
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "ready"
    with Invoice.objects.get().file.open() as file:
        assert file.read() == document
    again = ask("POST", "/orders/shop/1/invoices", said(pdf=b64encode(document).decode()))
    assert again.status_code == 200
    assert Invoice.objects.count() == 1


def test_the_same_number_with_another_document_is_a_conflict(ask: Ask) -> None:
    ask("POST", "/orders/shop/1/invoices", said(pdf=b64encode(pdf()).decode()))
    other = pdf(lambda document: document.add_blank_page())
    answer = ask("POST", "/orders/shop/1/invoices", said(pdf=b64encode(other).decode()))
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/docs#conflict")


@pytest.mark.parametrize("content", ["not base64!", b64encode(b"no pdf at all").decode(), 7])
def test_what_is_no_pdf_is_refused_by_name(ask: Ask, content: object) -> None:
    answer = ask("POST", "/orders/shop/1/invoices", said(pdf=content))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "pdf")
    assert not Invoice.objects.exists()


def test_files_come_with_a_form(key: str) -> None:
    pdf_file = pdf()
    answer = Client().post(
        "/api/v1/orders/shop/1/invoices/files",
        {**said(), "pdf": BytesIO(pdf_file)},
        headers={"authorization": f"Bearer {key}", "idempotency-key": "one"},
    )
    assert answer.status_code == 201, answer.content
    with Invoice.objects.get().file.open() as file:
        assert file.read() == pdf_file


def test_an_invoice_without_a_document_is_made_here(ask: Ask, settings: object) -> None:
    answer = ask("POST", "/orders/shop/1/invoices", said())
    assert answer.status_code == 201, answer.content
    assert answer.json()["number"] == "FV/2026/11/0042"
    assert ask("POST", "/orders/shop/1/invoices", said()).status_code == 200


def test_accounting_says_what_the_order_cannot(ask: Ask) -> None:
    terms = {"treatment": "exempt", "treatment_reason": "art. 113 ust. 1", "due_date": "2026-12-01"}
    assert ask("POST", "/orders/shop/1/invoices", said(terms=terms)).status_code == 201
    assert Invoice.objects.get().snapshot["terms"] == terms
    for field, wrong in (("treatment", "because"), ("exchange_rate", "-4"), ("tax", "1")):
        answer = ask("POST", "/orders/shop/1/invoices", said(number="2", terms={field: wrong}))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, f"terms.{field}")


def test_a_correction_needs_its_document(ask: Ask) -> None:
    answer = ask("POST", "/orders/shop/1/invoices", said(kind="correction"))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "kind")


def in_ksef(xml: bytes, **changes: object) -> dict[str, object]:
    return said(**{"xml": b64encode(xml).decode(), "ksef_number": ksef_number(), **changes})


def test_an_invoice_from_ksef_is_taken_by_its_own_rules(ask: Ask) -> None:
    seller = SellerSettings.load()
    seller.vat_number = NIP
    seller.save()
    answer = ask("POST", "/orders/shop/1/invoices", in_ksef(fa3()))
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting"), answer.content
    invoice = Invoice.objects.get()
    assert (invoice.source, invoice.ksef_number) == ("ksef", ksef_number())
    assert ask("POST", "/orders/shop/1/invoices", in_ksef(fa3())).status_code == 200
    assert ask("POST", "/orders/shop/1/invoices", in_ksef(fa3(total="1.00"))).status_code == 409


def test_another_shop_does_not_take_over_an_invoice_that_is_held(ask: Ask, foreign_key: str) -> None:
    ask("POST", "/orders/shop/1/invoices", in_ksef(fa3(nip="1111111111"), ksef_number=""))
    held = Invoice.objects.get()
    assert held.state == "held"
    ask("PUT", "/orders/other/9", order_json(number="9"), key=foreign_key)
    answer = ask("POST", "/orders/other/9/invoices", in_ksef(fa3(), ksef_number=""), key=foreign_key)
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/docs#conflict")
    assert Invoice.objects.get().order.source == "shop"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ksef_number": "5265877635-20250826-0100001AF629-AE"}, "ksef_number"),
        ({"kod2_url": "https://example.com/"}, "kod2_url"),
        ({"pdf": b64encode(pdf()).decode()}, "pdf"),
        ({"number": "FV/another"}, "xml"),
        ({"xml": b64encode(fa3()[:900]).decode()}, "xml"),
    ],
    ids=["number", "kod2", "pdf", "another", "half"],
)
def test_what_is_wrong_with_it_is_named(ask: Ask, changes: dict[str, object], field: str) -> None:
    answer = ask("POST", "/orders/shop/1/invoices", {**in_ksef(fa3()), **changes})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not Invoice.objects.exists()
