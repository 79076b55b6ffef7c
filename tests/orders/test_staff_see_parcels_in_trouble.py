from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.actions import record_tracking_event, update_parcel
from orders.models import CarrierLine, Order, Shipment
from orders.tracking.admin import parcels_in_trouble
from tests.orders.makers import make_order

S = Shipment.Status
LIST = "/admin/parcels_in_trouble/"


@pytest.fixture
def order(db: None) -> Order:
    return make_order()


def parcel_of(order: Order, number: str, status: str = S.IN_TRANSIT, code: str = "", **fields: Any) -> Shipment:
    parcel, _is_new = update_parcel(order, number, carrier="inpost", tracking_number=number)
    at = timezone.now() - timedelta(hours=2)
    record_tracking_event(parcel, occurred_at=at, status=status, carrier_code=code, source="inpost")
    Shipment.objects.filter(pk=parcel.pk).update(**fields)
    return parcel


def test_late_silent_and_not_understood_parcels_are_listed_with_what_is_wrong(
    order: Order, mia: Any, as_user: Any
) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    parcel_of(order, "LATE1", late_at=now - hour, late_why="promise", delayed_notified_at=now - hour)
    parcel_of(order, "ERR1", poll_error="HTTP 503, 0 bytes", polled_at=now - hour)
    parcel_of(order, "LOST1", poll_error="404", polled_at=now)
    parcel_of(order, "ODD1", S.UNKNOWN, "teleported")
    parcel_of(order, "FINE1")
    parcel_of(order, "QUIET1", S.UNKNOWN, "other")
    parcel_of(order, "DONE1", S.DELIVERED, poll_error="404", polled_at=now)
    said = as_user(mia).get(LIST).content.decode()
    for text in ("LATE1", "The promised day has passed", "ERR1", "HTTP 503", "LOST1", "does not know this number"):
        assert text in said
    assert "A word we do not know: teleported" in said
    assert not any(number in said for number in ("FINE1", "QUIET1", "DONE1"))


def test_it_is_read_by_who_sees_orders_and_changed_by_nobody(order: Order, mia: Any, eva: Any, as_user: Any) -> None:
    parcel = parcel_of(order, "ODD1", S.UNKNOWN, "teleported")
    assert as_user(eva).get(LIST).status_code == 302
    assert as_user(mia).get(f"{LIST}inspect/{parcel.pk}/").status_code == 200
    for path in ("new/", f"edit/{parcel.pk}/", f"delete/{parcel.pk}/"):
        assert as_user(mia).get(LIST + path).status_code in (302, 403, 404)
    assert Shipment.objects.filter(pk=parcel.pk).exists()


def test_a_longer_list_asks_no_more_questions(order: Order) -> None:
    counts = []
    for number in range(2):
        parcel_of(order, f"ODD{number}", S.UNKNOWN, "teleported")
        with CaptureQueriesContext(connection) as asked:
            list(parcels_in_trouble(timezone.now()).select_related("order"))
        counts.append(len(asked))
    assert counts == [1, 1]


def test_carriers_that_do_not_answer_are_seen(mia: Any, as_user: Any) -> None:
    CarrierLine.objects.create(carrier="inpost", filled_at=timezone.now(), failures=7, error="HTTP 503")
    said = as_user(mia).get("/admin/carriers_asked/").content.decode()
    assert "HTTP 503" in said
