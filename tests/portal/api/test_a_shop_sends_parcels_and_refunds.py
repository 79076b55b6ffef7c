import pytest

from orders.models import Order, Refund, Shipment, TrackingEvent
from tests.portal.api.conftest import Ask, order_json

pytestmark = pytest.mark.django_db

PARCEL = {
    "carrier": "inpost",
    "tracking_number": "620000000000000000000001",
    "lines": [{"line": "mug", "quantity": 1}],
}
EVENT = {"occurred_at": "2026-11-04T08:00:00Z", "status": "out_for_delivery", "code": "OFD", "text": "W doręczeniu"}


@pytest.fixture(autouse=True)
def order(ask: Ask) -> Order:
    assert ask("PUT", "/orders/shop/1", order_json()).status_code == 201
    return Order.objects.get()


def test_a_parcel_is_created_and_what_is_left_out_stays(ask: Ask) -> None:
    first = ask("PUT", "/orders/shop/1/shipments/p1", PARCEL)
    assert (first.status_code, first.json()["outcome"]) == (201, "created"), first.content
    again = ask("PUT", "/orders/shop/1/shipments/p1", {"pickup_code": "123456"})
    assert (again.status_code, again.json()["outcome"]) == (200, "updated")
    parcel = Shipment.objects.get()
    assert (parcel.carrier, parcel.pickup_code, parcel.lines.get().quantity) == ("inpost", "123456", 1)


def test_a_parcel_with_a_line_nobody_ordered_is_refused_whole(ask: Ask) -> None:
    answer = ask("PUT", "/orders/shop/1/shipments/p1", {**PARCEL, "lines": [{"line": "sofa", "quantity": 1}]})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "lines", "message": "The order has no line sofa."}]
    assert not Shipment.objects.exists()


def test_a_status_needs_its_moment(ask: Ask) -> None:
    assert ask("PUT", "/orders/shop/1/shipments/p1", {**PARCEL, "status": "delivered"}).status_code == 400
    said = {**PARCEL, "status": "delivered", "status_at": "2026-11-05T10:00:00Z"}
    assert ask("PUT", "/orders/shop/1/shipments/p1", said).json()["status"] == "delivered"


def test_news_is_kept_once_and_never_takes_a_parcel_backwards(ask: Ask) -> None:
    ask("PUT", "/orders/shop/1/shipments/p1", PARCEL)
    earlier = {"occurred_at": "2026-11-03T08:00:00Z", "status": "in_transit"}
    first = ask("POST", "/orders/shop/1/shipments/p1/events", {"events": [EVENT, EVENT]})
    assert first.json() == {"recorded": 1, "known": 1}
    assert ask("POST", "/orders/shop/1/shipments/p1/events", {"events": [earlier]}).json()["recorded"] == 1
    assert Shipment.objects.get().status == "out_for_delivery"
    assert TrackingEvent.objects.get(carrier_code="OFD").text == "W doręczeniu"


def test_a_batch_of_news_names_the_parcel_it_does_not_know(ask: Ask) -> None:
    ask("PUT", "/orders/shop/1/shipments/p1", PARCEL)
    events = [{"order": "1", "shipment": name, **EVENT} for name in ("p1", "p2")]
    answer = ask("POST", "/events/batch", {"events": [*events, {"order": "1"}]})
    assert answer.status_code == 207
    assert [item["outcome"] for item in answer.json()["results"]] == ["recorded", "failed", "failed"]
    assert answer.json()["results"][1]["problem"]["status"] == 404


def test_a_refund_is_kept_once(ask: Ask) -> None:
    said = {
        "amount": "49.00",
        "currency": "PLN",
        "refunded_at": "2026-11-09T10:00:00Z",
        "reason": "Stłuczony kubek",
        "lines": [{"line": "mug", "quantity": 1, "amount": "49.00"}],
    }
    assert ask("PUT", "/orders/shop/1/refunds/r1", said).status_code == 201
    assert ask("PUT", "/orders/shop/1/refunds/r1", said).json()["outcome"] == "updated"
    assert str(Refund.objects.get().amount) == "49.0000"
    assert ask("GET", "/orders/shop/1").json()["refunds"][0]["amount"] == "49.00"


def test_a_negative_refund_is_refused(ask: Ask) -> None:
    said = {"amount": "-1", "currency": "PLN", "refunded_at": "2026-11-09T10:00:00Z"}
    answer = ask("PUT", "/orders/shop/1/refunds/r1", said)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "amount")


def test_a_deleted_order_is_marked_and_comes_back_when_it_changes_later(ask: Ask) -> None:
    answer = ask("DELETE", "/orders/shop/1?deleted_at=2026-11-03T10:00:00Z")
    assert answer.json()["outcome"] == "deleted", answer.content
    assert ask("GET", "/orders/shop/1").json()["deleted_at"] == "2026-11-03T10:00:00Z"
    ask("PUT", "/orders/shop/1", order_json(updated_at="2026-11-04T10:00:00Z"))
    assert ask("GET", "/orders/shop/1").json()["deleted_at"] is None
    assert ask("DELETE", "/orders/shop/1?deleted_at=2026-11-03T10:00:00Z").json()["outcome"] == "older"
