"""R41: the same messages, shuffled, doubled or with gaps, leave the order the newest one describes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orders.actions import confirm_order, delete_order, record_refund, save_order
from orders.ingest.canonical import CanonicalOrder, Parcel, Payment, Refund, RefundedLine
from orders.models import Deletion, Order, RefundLine, Shipment
from tests.orders.makers import CANONICAL, MUG, PARCEL, PLACED, TEA, later

pytestmark = pytest.mark.django_db

FIRST = Refund("r1", Decimal("49.00"), "PLN", None, reason="broken", lines=(RefundedLine("mug", 1, Decimal("49.00")),))
SECOND = Refund("r2", Decimal("12.99"), "PLN", PLACED + timedelta(days=3), shipping_amount=Decimal("12.99"))

STATUSES = st.sampled_from(["pending", "processing", "shipped", "completed", "cancelled", "refunded"])
PARCEL_WORDS = ["announced", "accepted", "in_transit", "out_for_delivery", "delivered"]


@st.composite
def parcels_over_time(draw: st.DrawFn, length: int) -> list[list[Parcel]]:
    """For each message the parcels it lists: one appears, goes on (or is repeated) and may be taken off for good."""
    listed: list[list[Parcel]] = [[] for _message in range(length)]
    for name in ("a", "b"):
        words = sorted(draw(st.lists(st.sampled_from(PARCEL_WORDS), max_size=length)), key=PARCEL_WORDS.index)
        start = draw(st.integers(0, length - len(words)))
        for index, word in enumerate(words, start):
            at = PLACED + timedelta(minutes=index)
            listed[index].append(replace(PARCEL, external_id=name, status=word, status_at=at, source_status=word))
    return listed


@st.composite
def histories(draw: st.DrawFn) -> list[CanonicalOrder]:
    """What one shop says of one order over time; each message is complete, as WooCommerce's and Shopify's are."""
    length = draw(st.integers(2, 5))
    parcels = draw(parcels_over_time(length))
    return [
        later(
            CANONICAL,
            minute,
            total=Decimal(minute),
            status=draw(STATUSES),
            lines=draw(st.sampled_from([(MUG, TEA), (TEA,), (replace(MUG, quantity=5), TEA)])),
            parcels=tuple(parcels[minute]),
            refunds=tuple(draw(st.lists(st.sampled_from([FIRST, SECOND]), unique_by=lambda item: item.external_id))),
            is_deleted=draw(st.booleans()),
        )
        for minute in range(length)
    ]


def state() -> Any:
    """Everything the customer can see of the only order, but for days nobody named."""
    order = Order.objects.get()
    fields = ("status", "shop_status", "payment_status", "total", "deleted_at", "external_updated_at", "content_hash")
    refunds = [
        (refund.external_id, refund.amount, refund.reason, refund.refunded_at if refund.is_dated else None,
         [(line.external_id, line.order_line_id is not None) for line in refund.lines.all()])
        for refund in order.refunds.order_by("external_id")
    ]  # fmt: skip
    return (
        [getattr(order, name) for name in fields],
        [(line.external_id, line.quantity) for line in order.lines.all()],
        refunds,
        sorted(order.shipments.values_list("external_id", "shop_status", "status")),
    )


def state_after(messages: list[CanonicalOrder]) -> Any:
    Order.objects.all().delete()
    for message in messages:
        save_order(message)
    return state()


few = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making a history smaller takes minutes
)


@few
@given(histories(), st.randoms(use_true_random=False))
def test_shuffled_and_doubled_messages_end_like_in_order_once(messages: list[CanonicalOrder], chance: Any) -> None:
    expected = state_after(messages)
    shuffled = messages + messages[: chance.randint(0, len(messages))]
    chance.shuffle(shuffled)
    assert state_after(shuffled) == expected


@few
@given(histories(), st.data())
def test_a_gap_in_the_middle_changes_nothing_of_the_end(messages: list[CanonicalOrder], data: Any) -> None:
    kept = [*(message for message in messages[:-1] if data.draw(st.booleans())), messages[-1]]
    assert state_after(kept) == state_after(messages)


def test_late_news_fills_in_what_newer_news_left_unsaid() -> None:
    told = later(CANONICAL, 1, status="shipped", refunds=(FIRST,), parcels=(PARCEL,))
    silent = later(CANONICAL, 2, status="", refunds=None, parcels=None, payment=Payment())
    assert state_after([told, silent]) == state_after([silent, told])
    order = Order.objects.get()
    assert (order.shop_status, order.refunds.count(), order.shipments.count()) == ("shipped", 1, 1)
    assert order.payment_status == "paid"


def test_a_refund_without_a_day_keeps_the_earliest_message_that_told_of_it() -> None:
    save_order(later(CANONICAL, 9, refunds=(FIRST,)))
    save_order(later(CANONICAL, 5, refunds=(FIRST,)))
    save_order(later(CANONICAL, 12, refunds=(FIRST,)))
    assert Order.objects.get().refunds.get().refunded_at == PLACED + timedelta(minutes=5)


def test_a_refund_told_alone_survives_a_list_that_does_not_know_it_yet() -> None:
    order, _outcome = save_order(CANONICAL)
    _refund, is_new = record_refund(order, SECOND)
    save_order(later(CANONICAL, 5, refunds=()))
    _again, is_new_again = record_refund(order, SECOND)
    assert (is_new, is_new_again, order.refunds.count()) == (True, False, 1)


def test_a_refund_the_shop_took_back_goes() -> None:
    save_order(replace(CANONICAL, refunds=(FIRST, SECOND)))
    order, _outcome = save_order(later(CANONICAL, refunds=(SECOND,)))
    assert [refund.external_id for refund in order.refunds.all()] == ["r2"]


def test_a_list_that_says_less_does_not_take_a_refunds_details() -> None:
    order, _outcome = save_order(CANONICAL)
    record_refund(order, replace(FIRST, refunded_at=PLACED, tax_amount=Decimal("9.16")))
    save_order(later(CANONICAL, refunds=(Refund("r1", Decimal("49.0"), "PLN", None),)))
    refund = order.refunds.get()
    assert (refund.reason, refund.tax_amount, refund.refunded_at) == ("broken", Decimal("9.16"), PLACED)
    assert refund.lines.get().order_line == order.lines.get(external_id="mug")
    assert refund.source_amounts == {"amount": "49.0", "tax_amount": "9.16"}


def test_a_refund_finds_its_line_when_the_line_comes_later() -> None:
    order, _outcome = save_order(replace(CANONICAL, lines=(TEA,)))
    record_refund(order, replace(FIRST, refunded_at=PLACED))
    assert RefundLine.objects.get().order_line is None
    save_order(later(CANONICAL))
    assert RefundLine.objects.get().order_line == order.lines.get(external_id="mug")


def test_a_deletion_may_overtake_its_order() -> None:
    gone_at = PLACED + timedelta(hours=1)
    assert delete_order("test", "1", deleted_at=gone_at) is None
    delete_order("test", "1", deleted_at=gone_at - timedelta(minutes=5))
    order, _outcome = save_order(CANONICAL)
    assert (order.deleted_at, Deletion.objects.count()) == (gone_at, 1)
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED


def test_an_order_changed_after_its_deletion_is_back() -> None:
    gone_at = PLACED + timedelta(minutes=30)
    for arrival in ("deleted first", "changed first"):
        Order.objects.all().delete()
        save_order(CANONICAL)
        if arrival == "deleted first":
            delete_order("test", "1", deleted_at=gone_at)
            assert Order.objects.get().status == Order.Status.CANCELLED
        save_order(later(CANONICAL, 60))
        delete_order("test", "1", deleted_at=gone_at)
        order = Order.objects.get()
        assert (order.deleted_at, order.status) == (None, "processing"), arrival


def test_an_order_that_was_sent_is_not_cancelled_by_its_deletion() -> None:
    save_order(replace(CANONICAL, status="completed"))
    order = delete_order("test", "1", deleted_at=PLACED + timedelta(days=90))
    assert order is not None
    assert (order.status, order.deleted_at) == ("completed", PLACED + timedelta(days=90))


def test_the_shops_answer_settles_every_doubt() -> None:
    save_order(CANONICAL)
    save_order(replace(CANONICAL, total=Decimal(5)))
    assert Order.objects.get().refetch_at is not None
    delete_order("test", "1", deleted_at=PLACED + timedelta(days=1))
    confirm_order("test", "1", exists=True, asked_at=PLACED + timedelta(days=2))
    order = Order.objects.get()
    assert (order.deleted_at, order.refetch_at, order.status) == (None, None, "processing")
    confirm_order("test", "1", exists=False, asked_at=PLACED + timedelta(days=3))
    assert Order.objects.get().deleted_at == PLACED + timedelta(days=3)


def test_a_parcel_the_shop_took_off_its_list_does_not_hold_up_the_delivery() -> None:
    moment = PLACED + timedelta(days=2)
    wrong = replace(PARCEL, external_id="wrong", status="announced", status_at=PLACED)
    right = replace(PARCEL, external_id="right", status="delivered", status_at=moment)
    save_order(replace(CANONICAL, parcels=(wrong,)))
    save_order(later(CANONICAL, parcels=(right,)))
    assert [parcel.external_id for parcel in Shipment.objects.all()] == ["right"]
    assert Order.objects.get().delivered_at == moment


def test_amounts_are_kept_digit_by_digit_beside_what_the_columns_hold() -> None:
    odd = replace(MUG, unit_price=Decimal("49.000"), total=Decimal("98.123456"))
    order, _outcome = save_order(
        replace(CANONICAL, total=Decimal("141.990"), rounding_total=Decimal("-0.01"), lines=(odd,))
    )
    order.refresh_from_db()
    assert (order.source_amounts["total"], order.source_amounts["rounding_total"]) == ("141.990", "-0.01")
    assert "net_total" not in order.source_amounts
    line = order.lines.get()
    assert (line.source_amounts["total"], line.total) == ("98.123456", Decimal("98.1235"))


@pytest.mark.parametrize(
    ("said", "country", "valid"),
    [("526-587-76-35", "PL", True), ("5265877636", "PL", False), ("12345", "US", None), ("", "PL", None)],
)
def test_a_buyers_vat_number_is_kept_as_said_and_looked_at(said: str, country: str, valid: bool | None) -> None:
    address = replace(CANONICAL.billing_address, vat_number=said, country=country)
    order, _outcome = save_order(replace(CANONICAL, billing_address=address))
    assert (order.buyer_vat_number, order.buyer_vat_is_valid) == (said, valid)
