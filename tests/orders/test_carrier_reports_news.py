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


@given(st.lists(news_items, min_size=1, max_size=8))
def test_the_state_is_always_something_that_was_said_last(told: list[News]) -> None:
    status, since, delivered_at = shipment_state(told)
    meant = [item for item in told if item.status != S.UNKNOWN]
    if not meant:
        assert (status, since, delivered_at) == (S.UNKNOWN, None, None)
        return
    latest = max(item.at for item in meant)
    assert (status, latest) in {(item.status, item.at) for item in meant}
    assert since is not None
    assert since <= latest
    assert (delivered_at is not None) == (status == S.DELIVERED)


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
        with django_capture_on_commit_callbacks(execute=True):
            for hours, status in ((5, S.IN_TRANSIT), (6, S.IN_TRANSIT), (9, S.DELIVERED), (2, S.ACCEPTED)):
                tell(shipment, hours, status)
                tell(shipment, hours, status)
    finally:
        shipment_updated.disconnect(listen)
    assert heard == ["in_transit", "delivered"]
