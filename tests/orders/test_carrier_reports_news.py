from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.actions import record_tracking_event
from orders.models import Order, Shipment, TrackingEvent
from orders.rules import PROGRESS, News, order_state, shipment_state
from orders.signals import shipment_updated
from tests.orders.makers import PARCEL, PLACED, make_order

S = Shipment.Status
START = datetime(2026, 11, 1, tzinfo=UTC)

news_items = st.builds(
    News, status=st.sampled_from(list(S.values)), at=st.integers(0, 20).map(lambda hour: START + timedelta(hours=hour))
)


@given(st.lists(news_items, max_size=8).flatmap(lambda news: st.tuples(st.just(news), st.permutations(news))))
def test_the_same_news_in_any_order_ends_the_same(both: tuple[list[News], list[News]]) -> None:
    told, shuffled = both
    assert shipment_state(told) == shipment_state(shuffled)


@given(st.lists(news_items, max_size=8))
def test_the_state_was_said_and_delivery_has_its_day(told: list[News]) -> None:
    status, since, delivered_at = shipment_state(told)
    said = {item.status for item in told}
    assert status in said or (status, since) == (S.UNKNOWN, None) or (status == S.RETURNED and S.DELIVERED in said)
    assert (since is None) == (status == S.UNKNOWN)
    assert (delivered_at is not None) == (status == S.DELIVERED)


@given(st.lists(news_items, max_size=8), news_items)
def test_late_news_never_takes_a_parcel_back(told: list[News], late: News) -> None:
    before, since, _delivered = shipment_state(told)
    after = shipment_state([*told, late])[0]
    if since and late.at < since and after != before:
        # Collected in the last moment: only the older news says that it had waited at a pick-up point.
        assert PROGRESS[after] > PROGRESS[before] or (before, after) == (S.RETURNED, S.DELIVERED)


@given(st.lists(news_items, max_size=8), st.datetimes(START.replace(tzinfo=None), timezones=st.just(UTC)))
def test_the_delivery_day_is_the_last_one_reported(told: list[News], at: datetime) -> None:
    last = News(S.DELIVERED, max([at, *(item.at for item in told)]) + timedelta(hours=1))
    status, _since, delivered_at = shipment_state([*told, last])
    assert delivered_at == (last.at if status == S.DELIVERED else None)


HOUR = timedelta(hours=1)


def state_of(*statuses: str) -> str:
    """The state after these, told an hour apart."""
    return shipment_state([News(status, START + HOUR * index) for index, status in enumerate(statuses)])[0]


@pytest.mark.parametrize("word", [S.ANNOUNCED, S.ACCEPTED, S.EXCEPTION, S.DELAYED, S.EXPIRED, S.CANCELLED, S.UNKNOWN])
def test_words_after_a_delivery_do_not_undo_it(word: str) -> None:
    assert state_of(S.DELIVERED, word) == S.DELIVERED


@pytest.mark.parametrize("word", [S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.READY_FOR_PICKUP, S.ATTEMPT_FAILED])
def test_a_parcel_seen_after_its_delivery_had_not_been_delivered(word: str) -> None:
    assert state_of(S.DELIVERED, word) == word


def test_delivered_on_its_way_back_is_back_at_the_shop() -> None:
    assert state_of(S.ATTEMPT_FAILED, S.RETURNING, S.IN_TRANSIT, S.DELIVERED) == S.RETURNED
    assert state_of(S.OUT_FOR_DELIVERY, S.RETURNING, S.DELIVERED) == S.RETURNED
    assert state_of(S.READY_FOR_PICKUP, S.RETURNING, S.RETURNING, S.DELIVERED) == S.RETURNED


def test_collected_in_the_last_moment_is_delivered() -> None:
    assert state_of(S.READY_FOR_PICKUP, S.PICKUP_REMINDER, S.RETURNING, S.DELIVERED) == S.DELIVERED


def test_a_label_printed_late_is_no_step_back() -> None:
    assert state_of(S.IN_TRANSIT, S.ANNOUNCED) == S.IN_TRANSIT
    assert state_of(S.OUT_FOR_DELIVERY, S.ACCEPTED) == S.OUT_FOR_DELIVERY
    assert state_of(S.CANCELLED, S.ACCEPTED) == S.CANCELLED
    assert state_of(S.CANCELLED, S.IN_TRANSIT) == S.IN_TRANSIT


def test_every_status_has_its_place_on_the_way() -> None:
    assert set(PROGRESS) == set(S.values)


@pytest.mark.parametrize("shop_status", ["cancelled", "refunded"])
def test_what_the_shop_ended_stays_ended(shop_status: str) -> None:
    assert order_state(shop_status, {1: 1}, [])[0] == shop_status


@pytest.fixture
def shipment(db: None) -> Shipment:
    return make_order(parcels=(PARCEL,)).shipments.get()


def tell(shipment: Shipment, hours: int, status: str, **said: Any) -> tuple[TrackingEvent, bool]:
    return record_tracking_event(shipment, occurred_at=PLACED + timedelta(hours=hours), status=status, **said)


def test_a_parcel_follows_its_news_and_so_does_the_order(shipment: Shipment) -> None:
    tell(shipment, 1, S.ANNOUNCED)
    assert Order.objects.get().status == "processing"
    tell(shipment, 5, S.IN_TRANSIT)
    assert Order.objects.get().status == "shipped"
    tell(shipment, 9, S.DELIVERED)
    shipment.refresh_from_db()
    order = Order.objects.get()
    assert shipment.delivered_at == order.delivered_at == PLACED + timedelta(hours=9)
    assert (shipment.status, order.status) == ("delivered", "delivered")


def test_late_news_never_takes_a_parcel_backwards(shipment: Shipment) -> None:
    tell(shipment, 9, S.DELIVERED)
    tell(shipment, 5, S.OUT_FOR_DELIVERY)
    shipment.refresh_from_db()
    assert shipment.status == S.DELIVERED
    assert shipment.events.count() == 2


def test_the_same_news_twice_is_kept_once(shipment: Shipment) -> None:
    first, is_new = tell(shipment, 5, S.IN_TRANSIT, carrier_code="TRN", location="Kraków")
    second, is_new_again = tell(shipment, 5, S.IN_TRANSIT, carrier_code="TRN", location="Kraków")
    assert (is_new, is_new_again) == (True, False)
    assert first.pk == second.pk


def test_ready_for_pick_up_is_not_delivered(shipment: Shipment) -> None:
    tell(shipment, 5, S.READY_FOR_PICKUP)
    order = Order.objects.get()
    assert (order.status, order.delivered_at) == ("shipped", None)


def test_nobody_packs_what_is_going_back(shipment: Shipment) -> None:
    tell(shipment, 5, S.RETURNING)
    assert Order.objects.get().status == "shipped"
    tell(shipment, 9, S.DELIVERED)
    order = Order.objects.get()
    assert (order.status, order.delivered_at, order.shipments.get().status) == ("shipped", None, S.RETURNED)


def test_an_order_is_delivered_with_its_last_parcel(db: None) -> None:
    order = make_order(parcels=(PARCEL, replace(PARCEL, external_id="p2", tracking_number="2")))
    first, second = order.shipments.all()
    tell(first, 5, S.DELIVERED)
    order.refresh_from_db()
    assert order.delivered_at is None
    tell(second, 50, S.DELIVERED)
    order.refresh_from_db()
    assert order.delivered_at == PLACED + timedelta(hours=50)


def test_a_new_status_is_announced_once_and_late_news_is_not(
    shipment: Shipment, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    heard: list[str] = []

    def listen(event: TrackingEvent, **kwargs: Any) -> None:
        heard.append(event.status)

    shipment_updated.connect(listen)
    try:
        for hours, status in ((5, S.IN_TRANSIT), (6, S.IN_TRANSIT), (9, S.DELIVERED), (2, S.ACCEPTED)):
            for _ in range(2):
                with django_capture_on_commit_callbacks(execute=True):
                    tell(shipment, hours, status)
    finally:
        shipment_updated.disconnect(listen)
    assert heard == ["in_transit", "delivered"]


def test_a_whole_history_in_one_message_is_one_piece_of_news(
    shipment: Shipment, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    heard: list[str] = []

    def listen(shipment: Shipment, **kwargs: Any) -> None:
        heard.append(shipment.status)

    shipment_updated.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            for hours, status in enumerate((S.ACCEPTED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY)):
                tell(shipment, hours, status)
    finally:
        shipment_updated.disconnect(listen)
    assert heard == ["out_for_delivery"]
