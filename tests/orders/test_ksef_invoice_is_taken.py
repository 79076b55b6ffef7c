"""An invoice that came through KSeF is kept byte for byte, belongs to one order and is shown only when all agrees."""

from typing import Any

import pytest
from django.core.files.storage import storages

from orders.ksef.refusing import IssuedBefore, KsefRefused, NoOrder, NotAKsefNumber, NotAnInvoice, NotThisKod2
from orders.ksef.taking import take_ksef_invoice
from orders.models import Invoice, Order, SellerSettings
from portal.accounts.models import User
from tests.orders.ksef import NIP, fa3, ksef_number
from tests.orders.makers import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seller() -> SellerSettings:
    found: SellerSettings = SellerSettings.load()
    found.legal_name, found.vat_number = "Dom i Ogród sp. z o.o.", f"PL{NIP}"
    found.save()
    return found


@pytest.fixture
def order(anna: User) -> Order:
    return make_order(anna)


def stored(invoice: Invoice) -> bytes:
    with storages["private"].open(str(invoice.xml_file.name)) as file:
        content: bytes = file.read()
    return content


def test_it_is_kept_byte_for_byte_and_waits_for_its_pdf(order: Order) -> None:
    xml = b"\xef\xbb\xbf" + fa3().replace(b"\n", b"\r\n")
    invoice = take_ksef_invoice(xml, ksef_number=ksef_number())
    assert stored(invoice) == xml
    assert (invoice.order, invoice.source, invoice.state) == (order, "ksef", "waiting")
    assert (invoice.number, str(invoice.total), invoice.currency) == ("FV/2026/11/0042", "141.99", "PLN")
    assert (invoice.ksef_number, invoice.type_code, invoice.slug) == (ksef_number(), "380", "fv-2026-11-0042")
    assert invoice.buyer_name == "Anna Nowak"
    assert invoice.render_due_at


def test_the_same_file_again_changes_nothing(order: Order) -> None:
    first = take_ksef_invoice(fa3(), ksef_number=ksef_number())
    again = take_ksef_invoice(fa3(), ksef_number=ksef_number())
    assert again == first
    assert (again.xml_file, again.verify_code) == (first.xml_file, first.verify_code)
    assert Invoice.objects.count() == 1


def test_its_number_may_come_later_and_then_stays(order: Order) -> None:
    assert take_ksef_invoice(fa3()).ksef_number == ""
    assert take_ksef_invoice(fa3(), ksef_number=ksef_number()).ksef_number == ksef_number()
    assert take_ksef_invoice(fa3()).ksef_number == ksef_number()
    with pytest.raises(IssuedBefore):
        take_ksef_invoice(fa3(), ksef_number=ksef_number("0100001AF62A"))


def test_one_number_says_one_thing(order: Order) -> None:
    kept = take_ksef_invoice(fa3())
    with pytest.raises(IssuedBefore):
        take_ksef_invoice(fa3(total="1.00"))
    kept.refresh_from_db()
    assert stored(kept) == fa3()


def test_one_ksef_number_is_one_invoice(order: Order) -> None:
    take_ksef_invoice(fa3(), ksef_number=ksef_number())
    with pytest.raises(IssuedBefore) as refused:
        take_ksef_invoice(fa3("FV/2026/11/0043"), ksef_number=ksef_number())
    assert "FV/2026/11/0042" in str(refused.value.message)


@pytest.mark.parametrize("state", ["waiting", "held"])
def test_a_ksef_number_that_comes_later_is_one_invoices_too(order: Order, state: str) -> None:
    take_ksef_invoice(fa3(), order=order, ksef_number=ksef_number())
    second = take_ksef_invoice(fa3("FV/2026/11/0043"), order=order)
    if state == "held":
        Invoice.objects.filter(pk=second.pk).update(state="held")
    with pytest.raises(IssuedBefore):
        take_ksef_invoice(fa3("FV/2026/11/0043"), order=order, ksef_number=ksef_number())


def test_a_wrong_check_digit_keeps_nothing(order: Order) -> None:
    number = ksef_number()
    with pytest.raises(NotAKsefNumber):
        take_ksef_invoice(fa3(), ksef_number=number[:-1] + ("0" if number[-1] != "0" else "1"))
    assert not Invoice.objects.exists()


def test_a_strangers_invoice_is_held(order: Order) -> None:
    invoice = take_ksef_invoice(fa3(nip="1111111111"))
    assert (invoice.state, invoice.held_rule, invoice.render_due_at) == ("held", "Seller", None)
    assert "1111111111" in invoice.held_reason


def test_a_shop_without_a_number_holds_everything(order: Order, seller: SellerSettings) -> None:
    seller.vat_number = ""
    seller.save()
    assert take_ksef_invoice(fa3()).state == "held"


def test_what_the_schema_refuses_is_held_with_the_line(order: Order) -> None:
    broken = fa3().replace(b"<P_18A>2</P_18A>", b"<P_18A>3</P_18A>")
    invoice = take_ksef_invoice(broken)
    assert (invoice.state, invoice.held_rule) == ("held", "FA(3) schema")
    assert invoice.held_reason.startswith("line 12: Element 'P_18A'")
    assert stored(invoice) == broken


def test_a_mended_file_takes_the_place_of_a_held_one(order: Order) -> None:
    held = take_ksef_invoice(fa3().replace(b"<P_18A>2</P_18A>", b"<P_18A>3</P_18A>"))
    mended = take_ksef_invoice(fa3())
    assert (mended.pk, mended.state, mended.held_reason) == (held.pk, "waiting", "")
    assert stored(mended) == fa3()


@pytest.mark.parametrize("total", ["NaN", "Infinity", "1_0", "zero", "99999999999999.00"])
def test_an_amount_that_is_none_keeps_nothing(order: Order, total: str) -> None:
    with pytest.raises(NotAnInvoice):
        take_ksef_invoice(fa3(total=total))
    assert not Invoice.objects.exists()


def test_a_number_alone_shows_an_invoice_to_nobody(order: Order) -> None:
    """The buyer's own purchase number 1001 is not Anna's order 1001."""
    invoice = take_ksef_invoice(fa3(total="999.00"))
    assert (invoice.state, invoice.held_rule) == ("held", "Order")


def test_a_vat_number_that_agrees_is_enough(anna: User) -> None:
    order = make_order(anna)
    order.buyer_vat_number = "PL 111-11-11-111"
    order.save()
    invoice = take_ksef_invoice(fa3(total="999.00", buyer_nip="1111111111"))
    assert (invoice.state, invoice.buyer_vat_number) == ("waiting", "1111111111")


def test_the_order_may_be_said(anna: User, order: Order) -> None:
    other = make_order(anna, number=7)
    invoice = take_ksef_invoice(fa3(order="", total="999.00"), order=other)
    assert (invoice.order, invoice.state) == (other, "waiting")


@pytest.mark.parametrize(
    ("named", "said"), [("", "names no order"), ("4040", "no order with the number 4040")], ids=["none", "unknown"]
)
def test_without_an_order_nothing_is_kept(order: Order, named: str, said: str) -> None:
    with pytest.raises(NoOrder) as refused:
        take_ksef_invoice(fa3(order=named))
    assert said in str(refused.value.message)


def test_the_order_may_be_named_in_the_sellers_own_words(order: Order, settings: Any) -> None:
    words = b"<DodatkowyOpis><Klucz>Nr Zamowienia:</Klucz><Wartosc>#1001</Wartosc></DodatkowyOpis><FaWiersz>"
    assert take_ksef_invoice(fa3(order="").replace(b"<FaWiersz>", words, 1)).order == order
    settings.KSEF_ORDER_LABELS = ["commande"]
    with pytest.raises(NoOrder):
        take_ksef_invoice(fa3("FV/2", order="").replace(b"<FaWiersz>", words, 1))


def test_a_correction_finds_its_invoice_and_through_it_the_order(order: Order) -> None:
    invoice = take_ksef_invoice(fa3(), ksef_number=ksef_number())
    correction = take_ksef_invoice(fa3("FK/1", order="", total="-49.00", corrects="x", corrects_ksef=ksef_number()))
    assert (correction.corrects, correction.order, correction.state) == (invoice, order, "waiting")
    assert (correction.kind, correction.type_code, str(correction.total)) == ("correction", "384", "-49.00")


def test_a_correction_may_come_before_its_invoice(order: Order) -> None:
    correction = take_ksef_invoice(fa3("FK/1", total="-49.00", corrects="FV/2026/11/0042"), order=order)
    assert (correction.corrects, correction.corrects_number) == (None, "FV/2026/11/0042")
    invoice = take_ksef_invoice(fa3())
    correction.refresh_from_db()
    assert correction.corrects == invoice


def test_kod_2_is_passed_through_for_this_file_only(order: Order) -> None:
    link = f"https://qr.ksef.mf.gov.pl/certificate/Nip/{NIP}/{NIP}/01F20A5D352AE590/{'A' * 43}/{'B' * 88}"
    with pytest.raises(NotThisKod2):
        take_ksef_invoice(fa3(), kod2_url=link)
    assert not Invoice.objects.exists()


def test_another_order_has_this_number(anna: User, order: Order) -> None:
    take_ksef_invoice(fa3())
    with pytest.raises(IssuedBefore):
        take_ksef_invoice(fa3(order="7"), order=make_order(anna, number=7))


@pytest.mark.parametrize("number", ["", "F" * 65, "F" * 300])
def test_a_number_that_cannot_be_kept(order: Order, number: str) -> None:
    with pytest.raises(KsefRefused):
        take_ksef_invoice(fa3(number))
    assert not Invoice.objects.exists()
