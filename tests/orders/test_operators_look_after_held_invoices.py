"""Held invoices in the admin: why, check again, release, hand over by hand."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.holding import check_again, confirm_order
from orders.ksef.taking import take_ksef_invoice
from orders.models import Invoice, Order, SellerSettings
from portal.accounts.models import User
from tests.conftest import make_user
from tests.orders.ksef import NIP, fa3, ksef_number
from tests.orders.makers import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> SellerSettings:
    found: SellerSettings = SellerSettings.load()
    found.vat_number = NIP
    found.save()
    return found


@pytest.fixture
def order(seller: SellerSettings, anna: User) -> Order:
    return make_order(anna)


@pytest.fixture
def operator(settings: Any, as_user: Any) -> Client:
    settings.STAFF_MFA = "optional"
    client: Client = as_user(make_user("adam@example.com", "Adam", is_staff=True, is_superuser=True))
    return client


def test_a_mended_setting_is_enough_to_check_again(order: Order, seller: SellerSettings) -> None:
    seller.vat_number = ""
    seller.save()
    held = take_ksef_invoice(fa3())
    assert check_again(held).state == "held"
    seller.vat_number = NIP
    seller.save()
    held.refresh_from_db()
    after = check_again(held)
    assert (after.pk, after.state, after.held_reason) == (held.pk, "waiting", "")


def test_checking_again_never_shows_an_invoice_by_its_number_alone(order: Order, seller: SellerSettings) -> None:
    seller.vat_number = ""
    seller.save()
    held = take_ksef_invoice(fa3(total="999.00"))
    seller.vat_number = NIP
    seller.save()
    after = check_again(held)
    assert (after.state, after.held_rule) == ("held", "Order")
    assert confirm_order(after).state == "waiting"


def test_only_what_names_an_order_by_number_alone_can_be_confirmed(order: Order) -> None:
    strange = take_ksef_invoice(fa3(nip="1111111111"))
    assert confirm_order(strange).state == "held"


def test_what_accounting_handed_over_is_checked_again_too(order: Order) -> None:
    held = Invoice.objects.create(
        order=order, number="FV/9", slug="fv-9", language="pl", issued_date=order.placed_at, currency="PLN", total=1,
        source=Invoice.Source.UPLOADED, state=Invoice.State.HELD, held_rule="BR-CO-15", held_reason="…",
    )  # fmt: skip
    after = check_again(held)
    assert (after.state, after.held_rule, bool(after.render_due_at)) == ("waiting", "", True)
    assert check_again(after) == after


def test_the_list_names_the_rule_and_the_page_the_reason(order: Order, operator: Client) -> None:
    held = take_ksef_invoice(fa3(nip="1111111111"))
    listed = operator.get(reverse("invoices:index"), {"state": "held"})
    assert held.number in listed.text
    assert "Seller" in listed.text
    shown = operator.get(reverse("invoices:inspect", args=[held.pk]))
    assert "1111111111" in shown.text
    assert reverse("invoice_check", args=[held.pk]) in shown.text
    assert reverse("invoice_confirm", args=[held.pk]) not in shown.text


def test_a_longer_list_asks_no_more(order: Order, operator: Client) -> None:
    url = reverse("invoices:index")
    operator.get(url)
    counts = []
    for number in ("FV/1", "FV/2", "FV/3"):
        take_ksef_invoice(fa3(number, nip="1111111111"))
        with CaptureQueriesContext(connection) as asked:
            operator.get(url)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_a_released_invoice_is_made(order: Order, operator: Client) -> None:
    held = take_ksef_invoice(fa3(total="999.00"))
    asked = operator.get(reverse("invoice_confirm", args=[held.pk]))
    assert "anna@example.com" in asked.text
    held.refresh_from_db()
    assert held.state == "held"
    operator.post(reverse("invoice_confirm", args=[held.pk]))
    held.refresh_from_db()
    assert held.state == "waiting"


def test_an_invoice_is_handed_over_by_hand(order: Order, operator: Client) -> None:
    said = {"xml": SimpleUploadedFile("fa.xml", fa3()), "ksef_number": ksef_number(), "order": "", "kod2_url": ""}
    answer = operator.post(reverse("invoice_from_ksef"), said)
    invoice = Invoice.objects.get()
    assert answer["Location"] == reverse("invoices:inspect", args=[invoice.pk])
    assert invoice.ksef_number == ksef_number()


@pytest.mark.parametrize(
    ("xml", "number", "order_number", "said"),
    [
        (b"not xml", "", "", "not well-formed XML. (line 1)"),
        (fa3(), "5265877635-20250826-0100001AF629-AE", "", "typing mistake"),
        (fa3(order="4040"), "", "", "There is no order with the number 4040"),
        (fa3(), "", "4040", "There is no order, or more than one"),
        (b"x" * (3 * 1024 * 1024 + 1), "", "", "larger than 3 MB"),
    ],
    ids=["xml", "number", "no order", "order", "size"],
)
def test_what_is_refused_is_said_beside_its_field(
    order: Order, operator: Client, xml: bytes, number: str, order_number: str, said: str
) -> None:
    data = {"xml": SimpleUploadedFile("fa.xml", xml), "ksef_number": number, "order": order_number, "kod2_url": ""}
    answer = operator.post(reverse("invoice_from_ksef"), data)
    assert answer.status_code == 422
    assert said in answer.text
    assert not Invoice.objects.exists()


@pytest.mark.parametrize("name", ["invoice_from_ksef", "invoice_check", "invoice_confirm"])
def test_agents_and_editors_only_look(order: Order, mia: User, as_user: Any, settings: Any, name: str) -> None:
    settings.STAFF_MFA = "optional"
    held = take_ksef_invoice(fa3(total="999.00"))
    where = reverse(name, args=[] if name == "invoice_from_ksef" else [held.pk])
    answer = as_user(mia).post(where, {"order": "1001"})
    assert answer.status_code in (302, 403)
    held.refresh_from_db()
    assert held.state == "held"
    assert Path(str(held.xml_file.name)).suffix == ".xml"
