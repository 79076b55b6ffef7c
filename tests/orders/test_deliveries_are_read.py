"""What a kept delivery changes: the same, whatever its order, however late, and whoever was killed in between."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from orders.actions import save_order
from orders.hooks.actions import PATIENCE
from orders.hooks.queries import to_refetch
from orders.ingest import shopify
from orders.ingest.reading import read_json
from orders.models import Envelope, Invoice, Order, Refund, Shipment, TrackingEvent
from tests.orders.deliveries import DATA, SECRETS, apply_at, event, generic, post, woo
from tests.orders.makers import CANONICAL, PARCEL, later, make_order

pytestmark = pytest.mark.django_db

NUMBER = PARCEL.tracking_number
Deliver = Callable[..., Envelope]


@pytest.fixture(autouse=True)
def with_secrets(settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS


@pytest.fixture
def deliver(django_capture_on_commit_callbacks: Any) -> Deliver:
    """deliver("shopify", {…}, "orders/updated") posts it, has it read, and gives its envelope."""
    number = 0

    def send(source: str, said: Any, topic: str = "", **how: Any) -> Envelope:
        nonlocal number
        number += 1
        with django_capture_on_commit_callbacks(execute=True):
            assert post(source, said, topic, number=number, **how).status_code == 200
        envelope = Envelope.objects.order_by("-pk").first()
        assert envelope
        return envelope

    return send


def shopify_sample() -> dict[str, Any]:
    document = json.loads((DATA / "shopify_order.json").read_bytes())
    return dict(document.get("order", document))


def ids(document: dict[str, Any]) -> tuple[int, int]:
    return document["id"], document["line_items"][0]["id"]


def test_a_woocommerce_order_arrives_with_its_refund(deliver: Deliver) -> None:
    assert deliver("woocommerce", (DATA / "woocommerce_order.json").read_bytes(), "order.created").state == "applied"
    refund = {"id": 900, "reason": "Broken &amp; late", "total": "-12.50"}
    deliver("woocommerce", woo(5, refunds=[refund], status="completed"), "order.updated")
    kept = Refund.objects.get()
    assert (kept.amount, kept.currency, kept.reason) == (Decimal("12.50"), "USD", "Broken & late")
    assert kept.refunded_at == datetime(2017, 3, 22, 20, 5, tzinfo=UTC)
    assert Order.objects.get().status == "completed"


def test_reversed_and_doubled_deliveries_end_like_in_order_once(deliver: Deliver) -> None:
    news = [
        woo(1, status="pending"),
        woo(2, status="processing", total="30.00"),
        woo(3, status="completed", total="31.00", refunds=[{"id": 1, "reason": "", "total": "-1.00"}]),
    ]
    ends = []
    for arrival in (news, news[::-1], [*news[::-1], *news]):
        Order.objects.all().delete()
        for said in arrival:
            deliver("woocommerce", said, "order.updated")
        order = Order.objects.get()
        ends.append((order.status, order.total, order.content_hash, list(order.refunds.values_list("amount"))))
    assert ends[0] == ends[1] == ends[2]
    assert ends[0][:2] == ("completed", Decimal(31))


def test_an_order_delayed_by_three_days_changes_nothing_newer(deliver: Deliver) -> None:
    now = timezone.now()
    deliver("woocommerce", woo(9, status="completed"), "order.updated")
    with time_machine.travel(now + timedelta(days=3)):
        assert deliver("woocommerce", woo(2, status="pending"), "order.updated").state == "applied"
    assert Order.objects.get().status == "completed"


def test_woocommerce_deletes_and_restores_an_order(deliver: Deliver) -> None:
    deliver("woocommerce", woo(1), "order.created")
    deliver("woocommerce", {"id": 727}, "order.deleted")
    order = Order.objects.get()
    assert (order.deleted_at is not None, order.status) == (True, "cancelled")
    assert to_refetch("woocommerce") == ["727"]
    deliver("woocommerce", woo(2), "order.restored")
    order.refresh_from_db()
    assert (order.deleted_at, order.status) == (None, "processing")


def test_a_deletion_that_overtook_its_order_still_counts(deliver: Deliver) -> None:
    assert deliver("woocommerce", {"id": 727}, "order.deleted").state == "applied"
    deliver("woocommerce", woo(1), "order.created")
    assert Order.objects.get().deleted_at is not None


def test_other_news_of_a_shop_is_put_aside(deliver: Deliver) -> None:
    assert deliver("woocommerce", {"id": 1}, "product.updated").state == "ignored"
    assert deliver("shopify", {"id": 1}, "app/uninstalled").state == "ignored"
    assert deliver("easypost", {"id": "evt_9", "description": "batch.created"}).state == "ignored"
    assert deliver("aftership", {"event_id": "9", "event": "tracking_pending_time"}).state == "ignored"
    assert deliver("generic", generic("customer.created", {})).state == "ignored"


def test_what_is_wrong_is_named_with_its_place(deliver: Deliver) -> None:
    envelope = deliver("woocommerce", woo(1, total="a lot"), "order.updated")
    assert (envelope.state, envelope.error) == ("dead", "$.total: 'a lot' is not an amount.")
    assert envelope.first_tried_at == envelope.last_tried_at is not None


def test_shopify_news_of_an_order_wait_for_it_and_are_read_when_it_comes(deliver: Deliver) -> None:
    order, line = ids(shopify_sample())
    refund = {
        "id": 509,
        "order_id": order,
        "created_at": "2014-01-23T10:00:00-05:00",
        "note": "wrong size",
        "refund_line_items": [{"id": 1, "line_item_id": line, "quantity": 1, "subtotal": 195.67, "total_tax": 3.98}],
        "transactions": [
            {"id": 1, "kind": "refund", "status": "success", "amount": "150.00", "currency": "USD"},
            {"id": 2, "kind": "refund", "status": "success", "amount": "49.65", "currency": "USD"},
            {"id": 3, "kind": "refund", "status": "failure", "amount": "1.00", "currency": "USD"},
        ],
        "order_adjustments": [{"id": 1, "kind": "shipping_refund", "amount": "-5.00"}],
    }
    waiting = deliver("shopify", refund, "refunds/create")
    assert (waiting.state, waiting.waits_for) == ("waiting", f"order:shopify:{order}")
    assert to_refetch("shopify") == [str(order)]
    deliver("shopify", shopify_sample(), "orders/create")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.waits_for, to_refetch("shopify")) == ("applied", "", [])
    kept = Refund.objects.get()
    assert (kept.amount, kept.shipping_amount, kept.reason) == (Decimal("199.65"), Decimal(5), "wrong size")
    assert kept.lines.get().order_line == Order.objects.get().lines.get(external_id=str(line))


def test_shopify_refunds_that_pay_nothing_back_are_none() -> None:
    said = shopify_sample() | {"refunds": [{"id": 1, "created_at": "2014-01-23T10:00:00Z", "transactions": []}]}
    assert shopify.parse(read_json(json.dumps(said).encode())).refunds == ()


def test_shopifys_fulfilment_and_what_the_carrier_says_reach_the_parcel(deliver: Deliver) -> None:
    fulfilment = json.loads((DATA / "shopify_fulfillment.json").read_bytes())["fulfillment"]
    sample = shopify_sample() | {"fulfillments": []}
    seen = {
        "id": 1,
        "order_id": sample["id"],
        "fulfillment_id": fulfilment["id"],
        "status": "out_for_delivery",
        "happened_at": "2014-01-24T08:00:00Z",
        "city": "Ottawa",
        "message": "With the driver",
    }
    fulfilment["order_id"] = sample["id"]
    envelope = deliver("shopify", seen, "fulfillment_events/create")
    deliver("shopify", fulfilment, "fulfillments/create")
    assert Envelope.objects.filter(state="waiting").count() == 2
    deliver("shopify", sample, "orders/create")
    envelope.refresh_from_db()
    assert envelope.state == "applied"
    parcel = Shipment.objects.get()
    assert (parcel.status, parcel.tracking_number) == ("out_for_delivery", fulfilment["tracking_number"])
    assert parcel.events.get(source="shopify").location == "Ottawa"


def test_shopify_deletes_an_order_when_it_says_so_not_when_we_hear(deliver: Deliver) -> None:
    sample = shopify_sample()
    late = {"X-Shopify-Triggered-At": "2001-01-01T00:00:00.5Z"}
    deliver("shopify", sample, "orders/create")
    deliver("shopify", {"id": sample["id"]}, "orders/delete", **late)
    assert Order.objects.get().deleted_at is None
    deliver("shopify", {"id": sample["id"]}, "orders/delete", **{"X-Shopify-Triggered-At": "yesterday"})
    assert Order.objects.get().deleted_at is not None


def test_an_edited_shopify_order_is_asked_for_again(deliver: Deliver) -> None:
    sample = shopify_sample()
    deliver("shopify", sample, "orders/create")
    deliver("shopify", {"order_edit": {"order_id": sample["id"]}}, "orders/edited")
    assert to_refetch("shopify") == [str(sample["id"])]


def test_easyposts_own_sample_becomes_the_parcels_story(deliver: Deliver) -> None:
    make_order(parcels=(PARCEL.__class__(external_id="p1", carrier="fedex", tracking_number="1"),))
    sample = (DATA / "easypost_tracker_updated_event.json").read_bytes()
    assert deliver("easypost", sample).state == "applied"
    parcel = Shipment.objects.get()
    assert (parcel.status, parcel.estimated_date and parcel.estimated_date.isoformat()) == ("in_transit", "2024-08-05")
    story = list(parcel.events.order_by("occurred_at").values_list("status", "carrier_code", "location"))
    assert story[0] == ("announced", "OC", "US")
    assert story[1] == ("in_transit", "PU", "ORLANDO, FL, US")
    assert len(story) == 7


def test_a_carriers_news_waits_for_its_parcel_and_is_read_when_the_order_comes(
    deliver: Deliver, django_capture_on_commit_callbacks: Any
) -> None:
    detail = {"status": "out_for_delivery", "datetime": "2026-11-04T08:00:00Z", "message": "Today"}
    waiting = deliver("easypost", event(NUMBER, detail))
    assert (waiting.state, waiting.waits_for) == ("waiting", f"parcel:{NUMBER}")
    with django_capture_on_commit_callbacks(execute=True):
        make_order(parcels=(PARCEL,))
    waiting.refresh_from_db()
    assert waiting.state == "applied"
    assert Shipment.objects.get().status == "out_for_delivery"


def test_nobody_waits_for_ever(deliver: Deliver) -> None:
    waiting = deliver("easypost", event("nobody"))
    for _try in range(3):
        waiting.refresh_from_db()
        assert waiting.due_at
        apply_at(waiting, waiting.due_at)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert apply_at(waiting, waiting.received_at + PATIENCE + timedelta(minutes=1)) == "dead"
    waiting.refresh_from_db()
    assert waiting.error == "Nobody told us about parcel:nobody in 7 days."


def test_aftership_speaks_without_time_zones(deliver: Deliver) -> None:
    make_order(parcels=(PARCEL,))
    said = {
        "event": "tracking_update",
        "event_id": "6d0f7f0a-8f0c-4b0a-b7a7-5f0c7f3c9a11",
        "is_tracking_first_tag": True,
        "msg": {
            "tracking_number": NUMBER,
            "tag": "AvailableForPickup",
            "expected_delivery": "2026-11-05",
            "checkpoints": [
                {"checkpoint_time": "2026-11-03T08:00:00", "tag": "InTransit", "subtag": "InTransit_002"},
                {"checkpoint_time": "2026-11-04", "tag": "AvailableForPickup", "city": "Kraków", "message": "Czeka"},
                {"checkpoint_time": "", "tag": "InTransit"},
            ],
        },
    }
    assert deliver("aftership", said).state == "applied"
    assert deliver("aftership", said).attempts == 1
    parcel = Shipment.objects.get()
    assert parcel.status == "ready_for_pickup"
    assert list(parcel.events.order_by("occurred_at").values_list("status", "occurred_at", "location")) == [
        ("accepted", datetime(2026, 11, 3, 7, tzinfo=UTC), ""),
        ("ready_for_pickup", datetime(2026, 11, 4, 11, tzinfo=UTC), "Kraków"),
    ]


ORDER = {
    "id": "A-1",
    "number": "1001",
    "currency": "pln",
    "total": "141.990",
    "placed_at": "2026-11-02T10:00:00Z",
    "updated_at": "2026-11-02T10:00:00Z",
    "email": "anna@example.com",
    "rounding_total": "-0.01",
    "pickup_point": {"id": "KRA010", "city": "Kraków"},
    "fees": [{"title": "Gift wrap", "amount": "5.00"}],
    "lines": [{"id": "mug", "name": "Mug", "quantity": 2, "total": "98.00"}],
    "shipments": [
        {"id": "p1", "carrier": "inpost", "tracking_number": NUMBER, "lines": [{"line": "mug", "quantity": 1}]}
    ],
    "refunds": [],
}


def test_our_own_json_says_everything_about_an_order(deliver: Deliver) -> None:
    assert deliver("generic", generic("order.updated", ORDER)).state == "applied"
    assert deliver("generic", generic("refund.created", {
        "order": "A-1", "id": "r1", "amount": "49.00", "currency": "PLN", "refunded_at": "2026-11-10T10:00:00Z",
        "lines": [{"line": "mug", "quantity": 1}],
    })).state == "applied"  # fmt: skip
    assert deliver("generic", generic("shipment.updated", {
        "order": "A-1", "id": "p2", "carrier": "dpd", "tracking_number": "77", "promised_to": "2026-11-06",
    })).state == "applied"  # fmt: skip
    assert deliver("generic", generic("tracking.event", {
        "tracking_number": NUMBER, "status": "delivered", "occurred_at": "2026-11-05T09:00:00+01:00", "text": "Box",
    })).state == "applied"  # fmt: skip
    assert deliver("generic", generic("tracking.event", {
        "order": "A-1", "shipment": "p2", "status": "in_transit", "occurred_at": "2026-11-05T09:00:00Z",
    })).state == "applied"  # fmt: skip
    order = Order.objects.get()
    assert (order.source, order.currency, order.source_amounts["total"]) == ("generic", "PLN", "141.990")
    assert (order.pickup_point["id"], order.fee_lines) == ("KRA010", [{"title": "Gift wrap", "amount": "5.00"}])
    assert order.refunds.get().lines.get().quantity == 1
    parcels = list(order.shipments.values_list("external_id", "status"))
    assert parcels == [("p1", "delivered"), ("p2", "in_transit")]
    assert deliver("generic", generic("order.deleted", {"id": "A-1", "deleted_at": "2027-01-01T00:00:00Z"})).attempts
    order.refresh_from_db()
    assert order.deleted_at == datetime(2027, 1, 1, tzinfo=UTC)


def test_our_own_json_brings_invoices(deliver: Deliver) -> None:
    deliver("generic", generic("order.created", ORDER))
    made = {"order": "A-1", "number": "FV 1/2026", "issued_date": "2026-11-03", "language": "pl"}
    assert deliver("generic", generic("invoice.issued", made)).state == "applied"
    assert Invoice.objects.get().number == "FV 1/2026"
    broken = made | {"number": "FV 2/2026", "pdf": base64.b64encode(b"no pdf").decode()}
    envelope = deliver("generic", generic("invoice.issued", broken))
    assert (envelope.state, envelope.error.startswith("$.data.number: ")) == ("dead", True)
    assert deliver("generic", generic("invoice.issued", made | {"pdf": "%%"})).error.startswith("$.data.pdf: ")
    assert deliver("generic", generic("invoice.issued", {"order": "A-1", "number": "3"})).state == "dead"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"currency": "zł"}, "$.data.currency"),
        ({"status": "sent"}, "$.data.status"),
        ({"source": "My Shop"}, "$.data.source"),
        ({"lines": [ORDER["lines"][0], ORDER["lines"][0]]}, "$.data.lines[1].id"),  # type: ignore[index]
        (
            {"lines": [{"id": "1", "name": "x", "quantity": 1, "image_url": "javascript:1"}]},
            "$.data.lines[0].image_url",
        ),
        ({"refunds": [{"id": 1, "amount": "-1"}]}, "$.data.refunds[0].amount"),
        ({"shipments": [{"id": 1, "estimated_date": "soon"}]}, "$.data.shipments[0].estimated_date"),
        ({"updated_at": None}, "$.data.updated_at"),
    ],
)
def test_mistakes_in_our_own_json_are_named_with_their_place(
    deliver: Deliver, change: dict[str, Any], place: str
) -> None:
    envelope = deliver("generic", generic("order.updated", ORDER | change))
    assert envelope.state == "dead"
    assert envelope.error.startswith(f"{place}: ")


def test_the_same_news_by_file_and_by_webhook_is_the_same(deliver: Deliver) -> None:
    save_order(later(CANONICAL))
    deliver("woocommerce", woo(1), "order.created")
    deliver("generic", generic("order.updated", ORDER | {"source": "test", "id": "1"}))
    assert Order.objects.filter(source="test").count() == 1
    assert TrackingEvent.objects.count() == 0
