"""JSON that shops, carriers and programs really send, with one value at a time replaced by what breaks programs: a
delivery is refused with a reason or taken in, whatever is kept is text on every page, and nothing fails.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from zlib import crc32

import pytest

from orders.models import Envelope, Order
from portal.accounts.models import User
from portal.api.limits import forget_counts
from tests.house.naughty.browser import Browser
from tests.house.naughty.judging import strange_markup
from tests.house.naughty.strings import POLYGLOTS, everything, some_for
from tests.orders.deliveries import DATA, SECRETS, generic, post
from tests.orders.test_deliveries_are_read import NUMBER, ORDER, deliver
from tests.portal.api.conftest import Ask, ask, key, no_requests_yet, order_json

__all__ = ["ask", "deliver", "key", "no_requests_yet"]
pytestmark = pytest.mark.django_db
WHOLE = os.environ.get("NAUGHTY") == "whole"
Path = tuple[str | int, ...]
ODD: tuple[Any, ...] = (
    None, True, [], {}, [[]], {"a": {"b": []}}, -1, 0, 0.1, 2**31, 2**63, -(2**63) - 1, 1e300, 10**400, "",
    [None], {"": ""}, ["a"] * 2_000, {"id": {"id": 1}}, "9" * 400,
)  # fmt: skip
AFTERSHIP = {
    "event": "tracking_update", "event_id": "6d0f7f0a", "is_tracking_first_tag": True,
    "msg": {
        "tracking_number": NUMBER, "tag": "AvailableForPickup", "expected_delivery": "2026-11-05",
        "checkpoints": [
            {"checkpoint_time": "2026-11-03T08:00:00", "tag": "InTransit", "subtag": "InTransit_002", "city": "Kraków",
             "message": "Czeka", "location": "KRA", "country_iso3": "POL"},
        ],
    },
}  # fmt: skip
REFUND = {
    "order": "A-1", "id": "r1", "amount": "49.00", "currency": "PLN", "refunded_at": "2026-11-10T10:00:00Z",
    "lines": [{"line": "mug", "quantity": 1}],
}  # fmt: skip
PARCEL = {"order": "A-1", "id": "p2", "carrier": "dpd", "tracking_number": "77", "promised_to": "2026-11-06"}
STEP = {"tracking_number": NUMBER, "status": "delivered", "occurred_at": "2026-11-05T09:00:00+01:00", "text": "Box"}
INVOICE = {"order": "A-1", "number": "FV 1/2026", "issued_date": "2026-11-03", "language": "pl", "pdf": "JVBERi0="}


def read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_bytes())


DELIVERIES: dict[str, tuple[str, str, Any]] = {
    "WooCommerce's order": ("woocommerce", "order.updated", read("woocommerce_order")),
    "Shopify's order": ("shopify", "orders/updated", read("shopify_order")["order"]),
    "Shopify's parcel": ("shopify", "fulfillments/update", read("shopify_fulfillment")),
    "EasyPost's tracker": ("easypost", "", read("easypost_tracker_updated_event")),
    "AfterShip's tracking": ("aftership", "", AFTERSHIP),
    "our order": ("generic", "", generic("order.updated", ORDER)),
    "our refund": ("generic", "", generic("refund.created", REFUND)),
    "our parcel": ("generic", "", generic("shipment.updated", PARCEL)),
    "our step": ("generic", "", generic("tracking.event", STEP)),
    "our invoice": ("generic", "", generic("invoice.issued", INVOICE)),
    "our end": ("generic", "", generic("order.deleted", {"id": "A-1", "deleted_at": "2026-11-03T00:00:00Z"})),
}


def places(value: Any, before: Path = ()) -> Iterator[Path]:
    """Every value in a document, also those that hold others."""
    if before:
        yield before
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield from places(inner, (*before, name))


def with_value(document: Any, place: Path, value: Any) -> Any:
    changed = deepcopy(document)
    inner = changed
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    return changed


def odd_values(name: str, place: Path) -> list[Any]:
    """One string, or one thing that is none; NAUGHTY=whole: all of both."""
    label = f"{name} {'.'.join(map(str, place))}"
    if WHOLE:
        return [*ODD, *(text for _kind, text in everything())]
    ((_kind, text),), chance = some_for(label, 1), crc32(label.encode())
    return [text if chance % 2 else ODD[chance // 2 % len(ODD)]]


@pytest.fixture(autouse=True)
def secrets_of_shops(settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS


@pytest.mark.parametrize("name", DELIVERIES)
def test_a_delivery_with_something_odd_in_it_is_taken_in_or_given_up_with_a_reason(name: str, deliver: Any) -> None:
    source, topic, document = DELIVERIES[name]
    deliver("generic", generic("order.created", ORDER))
    assert deliver(source, document, topic).state in ("applied", "waiting", "dead")
    wrong = []
    for place in places(document):
        for value in odd_values(name, place):
            envelope = deliver(source, body(with_value(document, place, value)), topic)
            if envelope.state == Envelope.State.RECEIVED or "failed here" in envelope.error:
                wrong.append((place, value, envelope.error))
            elif envelope.state == Envelope.State.DEAD and len(envelope.error) < 10:
                wrong.append((place, value, "no reason"))
    assert wrong == []


def body(document: Any) -> bytes:
    """Halves of pairs are written as JSON writes them."""
    return json.dumps(document).encode()


def test_markup_in_deliveries_is_text_on_every_page_that_shows_them(deliver: Any, anna: User) -> None:
    root = Browser(User.objects.create_superuser("root@example.com", "p" * 20, name="Root"))
    for number, name in enumerate(("WooCommerce's order", "Shopify's order", "our order", "EasyPost's tracker")):
        source, topic, document = DELIVERIES[name]
        for place in places(document):
            value = inside(document, place)
            if isinstance(value, str) and ("name" in str(place[-1]) or place[-1] in WORDS):
                document = with_value(document, place, POLYGLOTS[(number + len(place)) % 2][:60])
        envelope = deliver(source, body(document), topic)
        assert envelope.state in ("applied", "waiting"), (name, envelope.error)
        look_at(root, f"/admin/deliveries/inspect/{envelope.pk}/")
    broken = body(generic("order.updated", ORDER | {"currency": POLYGLOTS[0], "status": POLYGLOTS[1]}))
    envelope = deliver("generic", broken)
    assert envelope.state == "dead"
    look_at(root, f"/admin/deliveries/inspect/{envelope.pk}/")
    look_at(root, "/admin/deliveries/")
    look_at(root, "/admin/shop_orders/")
    Order.objects.update(customer=anna)
    for slug in Order.objects.values_list("slug", flat=True):
        look_at(Browser(anna), f"/orders/{slug}/")


WORDS = {
    "title",
    "address_1",
    "address1",
    "city",
    "company",
    "customer_note",
    "note",
    "sku",
    "message",
    "method_title",
}


def inside(document: Any, place: Path) -> Any:
    for name in place:
        document = document[name]
    return document


def look_at(browser: Browser, address: str) -> None:
    page = browser.get(address)
    assert page.status_code == 200, address
    assert strange_markup(page.content, set()) == [], address


def test_every_value_of_the_apis_order_may_be_anything(ask: Ask) -> None:
    document = order_json(shipments=ORDER["shipments"], refunds=[], data={"a": [1]})
    for place in places(document):
        for value in odd_values("api", place):
            forget_counts()
            answer = ask("PUT", "/orders/shop/1", body(with_value(document, place, value)))
            assert answer.status_code in {200, 201, 400, 409, 422}, (place, value, answer.content)
            if answer.status_code >= 400:
                assert len(json.loads(answer.content)["detail"]) > 10, (place, value)


def test_headers_of_a_delivery_may_be_anything() -> None:
    document = generic("order.created", ORDER)
    headers = ("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature", "Content-Type", "Content-Encoding", "X-Any")
    for name in headers:
        for _kind, text in some_for(f"hook {name}", 8):
            kept = "".join(letter for letter in text if letter.isprintable())[:500]
            answer = post("generic", document, number=crc32(text.encode("utf-8", "replace")), **{name: kept})
            assert answer.status_code in {200, 400, 401}, (name, text)
