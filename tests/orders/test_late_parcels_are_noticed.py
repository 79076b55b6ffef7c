from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from orders.actions import UnknownLine, record_tracking_event, save_order, update_parcel
from orders.models import Order, Shipment
from orders.signals import shipment_delayed, shipment_updated
from orders.tracking.noticing import notice_delays
from tests.orders.makers import CANONICAL, PARCEL, later, make_order

S = Shipment.Status
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
YESTERDAY = date(2026, 11, 17)


@pytest.fixture
def order(db: None) -> Order:
    return make_order()


@pytest.fixture
def heard() -> Iterator[list[Shipment]]:
    news: list[Shipment] = []

    def listen(shipment: Shipment, **kwargs: Any) -> None:
        news.append(shipment)

    shipment_delayed.connect(listen)
    yield news
    shipment_delayed.disconnect(listen)


def parcel_of(order: Order, external_id: str = "p1", **said: Any) -> Shipment:
    return update_parcel(order, external_id, carrier="inpost", tracking_number=external_id, **said)[0]


def tell(parcel: Shipment, status: str, at: datetime = NOW, **said: Any) -> None:
    record_tracking_event(parcel, occurred_at=at, status=status, **said)


def test_a_broken_promise_is_announced_once(
    order: Order, heard: list[Shipment], django_capture_on_commit_callbacks: Any
) -> None:
    parcel = parcel_of(order, promised_from=date(2026, 11, 16), promised_to=YESTERDAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert notice_delays(datetime(2026, 11, 17, 22, 59, tzinfo=UTC)) == 0  # a minute before midnight in Warsaw
        assert notice_delays(datetime(2026, 11, 17, 23, 1, tzinfo=UTC)) == 1
        assert notice_delays(NOW) == 0
    assert heard == [parcel]
    assert (heard[0].late_why, heard[0].order) == ("promise", order)


def test_the_earlier_of_promise_and_guess_counts(order: Order) -> None:
    guess = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
    parcel = parcel_of(order, promised_to=YESTERDAY, estimated_at=guess)
    assert parcel.estimated_date == date(2026, 11, 15)
    assert parcel.late_at == datetime(2026, 11, 15, 23, 0, tzinfo=UTC)


def test_what_moves_again_is_late_later(order: Order, settings: Any) -> None:
    parcel = parcel_of(order)
    tell(parcel, S.IN_TRANSIT, NOW - timedelta(days=6))
    parcel.refresh_from_db()
    assert (parcel.late_at, parcel.late_why) == (NOW - timedelta(days=1), "silence")
    tell(parcel, S.OUT_FOR_DELIVERY, NOW)
    parcel.refresh_from_db()
    assert parcel.late_at == NOW + timedelta(days=5)
    settings.PARCEL_SILENT_DAYS = 0
    tell(parcel, S.IN_TRANSIT, NOW + timedelta(hours=1))
    parcel.refresh_from_db()
    assert parcel.late_at is None


def test_a_shop_that_only_says_sent_is_not_silence(order: Order) -> None:
    parcel = parcel_of(order)
    tell(parcel, S.ACCEPTED, NOW - timedelta(days=30), source="shop")
    parcel.refresh_from_db()
    assert parcel.late_at is None
    tell(parcel, S.ANNOUNCED, NOW - timedelta(days=29), source="inpost")
    parcel.refresh_from_db()
    assert parcel.late_at == NOW - timedelta(days=24)


@pytest.mark.parametrize("ended", [S.DELIVERED, S.READY_FOR_PICKUP, S.RETURNING, S.CANCELLED])
def test_what_has_arrived_is_not_late(order: Order, heard: list[Shipment], ended: str) -> None:
    tell(parcel_of(order, promised_to=YESTERDAY), ended)
    assert notice_delays(NOW) == 0
    assert heard == []


def test_nobody_waits_for_a_cancelled_order_or_hears_of_last_years(order: Order, heard: list[Shipment]) -> None:
    parcel_of(order, "old", promised_to=date(2025, 11, 17))
    assert notice_delays(NOW) == 0
    parcel_of(order, promised_to=YESTERDAY)
    Order.objects.update(status=Order.Status.CANCELLED)
    assert notice_delays(NOW) == 0
    assert Shipment.objects.filter(delayed_notified_at=NOW).count() == 2
    assert heard == []


def test_a_return_parcel_is_never_late_and_no_delivery(order: Order) -> None:
    parcel = parcel_of(order, direction="return", promised_to=YESTERDAY)
    heard: list[str] = []

    def listen(event: Any, **kwargs: Any) -> None:
        heard.append(event.status)

    shipment_updated.connect(listen)
    try:
        tell(parcel, S.DELIVERED)
    finally:
        shipment_updated.disconnect(listen)
    order.refresh_from_db()
    assert notice_delays(NOW) == 0
    assert (order.status, order.delivered_at, heard) == (Order.Status.PROCESSING, None, [])


def test_tick_notices(
    order: Order, heard: list[Shipment], django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    parcel = parcel_of(order)
    Shipment.objects.update(late_at=datetime.now(UTC) - timedelta(hours=1), late_why="promise")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tick")
    assert heard == [parcel]


def test_a_stage_said_again_in_other_words_is_announced_once(
    order: Order, django_capture_on_commit_callbacks: Any
) -> None:
    parcel, told = parcel_of(order), []

    def listen(shipment: Shipment, **kwargs: Any) -> None:
        told.append(shipment.status)

    shipment_updated.connect(listen)
    try:
        for hour, status in enumerate((S.OUT_FOR_DELIVERY, S.ATTEMPT_FAILED, S.OUT_FOR_DELIVERY, S.DELIVERED)):
            for code in ("A", "B"):
                with django_capture_on_commit_callbacks(execute=True):
                    tell(parcel, status, NOW + timedelta(hours=hour), carrier_code=code)
    finally:
        shipment_updated.disconnect(listen)
    assert told == [S.OUT_FOR_DELIVERY, S.ATTEMPT_FAILED, S.DELIVERED]


def test_a_parcel_is_described_piece_by_piece(order: Order) -> None:
    parcel, is_new = update_parcel(order, "x", carrier="DPD", tracking_number="0000 0145 7457 3U", lines={"mug": 1})
    assert (is_new, parcel.tracking_number) == (True, "0000014574573U")
    again, is_new = update_parcel(order, "x", pickup_code="77", promised_to=YESTERDAY)
    assert (again.pk, is_new) == (parcel.pk, False)
    again.refresh_from_db()
    assert (again.carrier, again.pickup_code, again.promised_to) == ("DPD", "77", YESTERDAY)
    assert dict(again.lines.values_list("order_line__external_id", "quantity")) == {"mug": 1}
    update_parcel(order, "x", lines={"tea": 1})
    assert list(again.lines.values_list("order_line__external_id", flat=True)) == ["tea"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"lines": {"cup": 1}}, UnknownLine),
        ({"direction": "sideways"}, ValueError),
        ({"promised_from": date(2026, 11, 18), "promised_to": YESTERDAY}, ValueError),
    ],
)
def test_nonsense_about_a_parcel_changes_nothing(order: Order, said: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        update_parcel(order, "x", **said)
    assert not order.shipments.exists()


def test_the_legal_day_is_the_last_parcels(db: None) -> None:
    order, _outcome = save_order(later(CANONICAL, parcels=(PARCEL,)))
    second = parcel_of(order, "p2")
    tell(order.shipments.get(external_id="p1"), S.DELIVERED, NOW)
    tell(second, S.READY_FOR_PICKUP, NOW + timedelta(hours=1))
    order.refresh_from_db()
    assert (order.status, order.delivered_at) == (Order.Status.SHIPPED, None)
    tell(second, S.DELIVERED, NOW + timedelta(days=2))
    order.refresh_from_db()
    assert (order.status, order.delivered_at) == (Order.Status.DELIVERED, NOW + timedelta(days=2))
