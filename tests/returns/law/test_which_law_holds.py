from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from orders.exempt import EVIDENCE
from orders.ingest.canonical import Address
from orders.models import Order, OrderLine, Shipment
from returns.law import EXCEPTIONS, PACKS, Protection, is_proven, missing_evidence, pack_for
from returns.law.contracts import contents_in, contract_of
from returns.law.of_orders import code_of, law_of
from returns.models import LawSettings
from returns.queries import returnable_lines
from returns.queries.eligibility import eligibility
from tests.orders.makers import MUG, PARCEL, TEA, make_order

WHEN = "2026-11-02T10:15:00+01:00"


@pytest.mark.parametrize(
    ("country", "code"),
    [("PL", "pl"), ("DE", "de"), ("FR", "eu"), ("NO", "eu"), ("RU", "pl"), ("US", "pl"), ("", "pl")],
)
def test_the_consumers_country_decides_and_else_the_shops(country: str, code: str) -> None:
    assert pack_for(country, Protection.CONSUMER).code == code


def test_russian_law_is_off_until_it_is_switched_on() -> None:
    assert pack_for("RU", Protection.CONSUMER).code == "pl"
    assert pack_for("RU", Protection.CONSUMER, frozenset({"eu", "pl", "de", "ru"})).code == "ru"
    assert pack_for("RU", Protection.CONSUMER, home="DE").code == "de"


def test_every_pack_keeps_the_least_the_union_gives() -> None:
    for code in ("eu", "pl", "de"):
        pack = PACKS[code]
        assert (pack.withdrawal_days, pack.uninformed_months, pack.refund_days) == (14, 12, 14)
        assert pack.liability_months == 24
        assert pack.presumption_months >= 12
        assert pack.repair_adds_months == 12
        assert pack.has_withdrawal_function


def test_a_business_keeps_what_was_agreed() -> None:
    pack = pack_for("PL", Protection.BUSINESS, business_days=30)
    assert (pack.has_withdrawal, pack.silence_accepts, pack.complaint_days) == (False, False, 30)
    assert not pack.needs_repair_notice


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("PL", "PL"),
        (" pl ", "PL"),
        ("Polska", "PL"),
        ("Deutschland", "DE"),
        ("Россия", "RU"),
        ("Mordor", ""),
        ("", ""),
    ],
)
def test_a_shops_word_for_a_country_is_understood(said: str, code: str) -> None:
    assert code_of(said) == code


@pytest.mark.django_db
class TestAnOrder:
    def test_follows_the_delivery_address_then_the_bill_then_the_shop(self) -> None:
        abroad = make_order(shipping_address=Address(country="DE"))
        assert law_of(abroad).pack.code == "de"
        billed = make_order(number=2, shipping_address=Address(), billing_address=Address(country="FR"))
        assert (law_of(billed).pack.code, law_of(billed).country) == ("eu", "FR")
        nowhere = make_order(number=3, shipping_address=Address(), billing_address=Address())
        assert law_of(nowhere).pack.code == "pl"

    def test_follows_no_language_of_the_screen(self) -> None:
        order = make_order(language="ru")
        with translation.override("ru"):
            assert law_of(order).pack.code == "pl"

    def test_follows_russian_law_only_where_it_is_switched_on(self) -> None:
        order = make_order(shipping_address=Address(country="RU"))
        assert law_of(order).pack.code == "pl"
        LawSettings.objects.update_or_create(defaults={"russian_law": True})
        assert law_of(order).pack.code == "ru"

    def test_with_a_polish_vat_number_stays_protected(self) -> None:
        order = make_order(buyer_vat_number="PL5260250274")
        assert law_of(order).protection is Protection.PROTECTED_SOLE_TRADER
        assert law_of(order).pack.has_withdrawal
        business = make_order(number=2, buyer_vat_number="PL5260250274", buyer_protection="business")
        assert law_of(business).protection is Protection.BUSINESS

    def test_answers_a_business_within_the_shops_days(self) -> None:
        LawSettings.objects.update_or_create(defaults={"business_answer_days": 21})
        assert law_of(make_order(buyer_protection="business")).pack.complaint_days == 21

    def test_counts_the_holidays_of_a_german_land_where_the_shop_names_it(self) -> None:
        bavaria = law_of(make_order(shipping_address=Address(country="DE", state="DE-BY")))
        assert bavaria.region == "BY"
        assert "2027-01-06" in bavaria.calendar, "Epiphany"
        assert "2027-01-06" not in law_of(make_order(number=2, shipping_address=Address(country="DE"))).calendar

    def test_counts_the_shops_holidays_where_the_consumers_are_unknown(self) -> None:
        nowhere = law_of(make_order(shipping_address=Address(country="XX")))
        assert "2026-12-24" in nowhere.calendar


@pytest.mark.django_db
def test_a_line_begins_with_its_own_parcel() -> None:
    first = PARCEL.__class__(external_id="p1", tracking_number="1", lines=(("mug", 2),))
    second = PARCEL.__class__(external_id="p2", tracking_number="2", lines=(("tea", 1),))
    order = make_order(parcels=(first, second))
    came = timezone.now() - timedelta(days=3)
    order.shipments.filter(external_id="p1").update(delivered_at=came, status="delivered")
    order.shipments.filter(external_id="p2").update(status="in_transit")
    mug, tea = contract_of(order, order.lines.all()).goods
    assert (list(mug.delivered), mug.is_on_its_way) == ([came], False)
    assert (list(tea.delivered), tea.is_on_its_way) == ([None], True)
    found = {line.line.external_id: line for line in eligibility(order, timezone.now()).lines}
    assert found["mug"].complaint.is_open
    assert not found["tea"].complaint.is_open
    assert found["mug"].withdrawal.is_open, "the last good has not come, so the time has not begun"
    assert found["mug"].withdrawal.last_day is None


@pytest.mark.django_db
def test_pieces_that_no_parcel_holds_have_not_come() -> None:
    """One of two is here, nothing is known of the other: the time has not begun (W2)."""
    order = make_order(parcels=(PARCEL.__class__(external_id="p1", tracking_number="1", lines=(("mug", 1),)),))
    came = timezone.now() - timedelta(days=30)
    order.shipments.update(delivered_at=came, status="delivered")
    lines = order.lines.filter(external_id="mug")
    (mug,) = contract_of(order, lines).goods
    assert list(mug.delivered) == [came, None]
    (read_from_parcels,) = contract_of(order, lines, contents=contents_in(order.shipments.all())).goods
    assert list(read_from_parcels.delivered) == [came, None]
    (line,) = eligibility(order, timezone.now(), lines=lines).lines
    assert (line.withdrawal.is_open, line.withdrawal.last_day) == (True, None)
    order.shipments.get().lines.update(quantity=2)
    (whole,) = contract_of(order, lines.all()).goods
    assert list(whole.delivered) == [came]
    order.shipments.get().lines.all().delete()
    (untold,) = contract_of(order, lines.all()).goods
    assert list(untold.delivered) == [came], "nobody said what the parcel holds"


@pytest.mark.django_db
def test_parcels_on_their_way_back_bring_nothing() -> None:
    order = make_order(parcels=(PARCEL,))
    order.shipments.update(direction="return", delivered_at=timezone.now())
    (mug, *_rest) = contract_of(order, order.lines.all()).goods
    assert list(mug.delivered) == [None]


@pytest.mark.django_db
def test_a_parcel_on_its_way_back_does_not_keep_the_rest_from_going_back() -> None:
    order = make_order(parcels=(PARCEL,))
    order.shipments.update(delivered_at=timezone.now(), status="delivered")
    Order.objects.update(status="delivered")
    order.refresh_from_db()
    Shipment.objects.create(order=order, external_id="back", direction="return", status="in_transit")
    assert all(line.voluntary.is_open and line.withdrawal.is_open for line in eligibility(order, timezone.now()).lines)
    assert all(line.verdict.no is None for line in returnable_lines(order, timezone.now()))


def test_every_exception_is_one_the_shop_can_tell() -> None:
    assert set(EXCEPTIONS) == set(OrderLine.Exempt.values) == set(EVIDENCE)
    assert "".join(each.letter for each in EXCEPTIONS.values()) == "abcdefghijklm"


@pytest.mark.parametrize("code", EXCEPTIONS)
def test_an_exception_counts_with_all_of_its_evidence_only(code: str) -> None:
    names = EXCEPTIONS[code].evidence
    whole: dict[str, Any] = {name: WHEN if name.endswith("_at") else "said" for name in names}
    assert is_proven(code, whole)
    for name in names:
        assert missing_evidence(code, {**whole, name: ""}) == [name]
        assert not is_proven(code, {key: value for key, value in whole.items() if key != name})
        if name.endswith("_at"):
            assert not is_proven(code, {**whole, name: "last week"})


def test_an_unknown_exception_closes_nothing() -> None:
    assert not is_proven("because_we_say_so", {"consent_at": WHEN})
    assert not is_proven("", {})


@pytest.mark.django_db
def test_orders_remember_what_the_shop_said_of_the_law() -> None:
    told = {"withdrawal_exception": "made_to_order", "withdrawal_evidence": {"specification": "Anna"}}
    engraved = MUG.__class__(
        external_id="mug", name="Mug", quantity=1, guarantee_months=24, serial_numbers=("A1",), **told
    )
    make_order(
        lines=(engraved, TEA), buyer_protection="business", standard_shipping_total=Decimal("9.99"),
        withdrawal_informed=False,
    )  # fmt: skip
    order = Order.objects.get()
    assert (order.buyer_protection, order.withdrawal_informed) == ("business", False)
    assert order.standard_shipping_total == Decimal("9.99")
    line = order.lines.get(external_id="mug")
    assert line.withdrawal_evidence == {"specification": "Anna"}
    assert (line.guarantee_months, line.serial_numbers) == (24, ["A1"])
