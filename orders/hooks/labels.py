"""What stands on an envelope: which delivery it is, what it is about, and the headers worth keeping."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orders.ingest.reading import BadData, read_json

Headers = Mapping[str, str]
# Nothing here proves who sent it: signatures, keys and cookies are not kept.
KEPT = {
    "woocommerce": ("x-wc-webhook-id", "x-wc-webhook-delivery-id", "x-wc-webhook-topic", "x-wc-webhook-source"),
    "shopify": (
        "x-shopify-webhook-id",
        "x-shopify-event-id",
        "x-shopify-topic",
        "x-shopify-shop-domain",
        "x-shopify-triggered-at",
        "x-shopify-api-version",
    ),
    "easypost": (),
    "aftership": (),
    "generic": ("webhook-id", "webhook-timestamp"),
}
STRANGE = re.compile(r"[^\w./:@+=#-]")


@dataclass(frozen=True, slots=True)
class Label:
    delivery_id: str
    topic: str
    sha256: str
    headers: dict[str, str]


def read_label(source: str, headers: Headers, body: bytes) -> Label:
    """Never raises: what cannot be read is a delivery too, known by its content."""
    sha256 = hashlib.sha256(body).hexdigest()
    kept = {name: _clean(headers[name], 200) for name in KEPT[source] if name in headers}
    document = _object(body) if source in ("easypost", "aftership", "generic") else {}
    topic = _topic(source, kept, document)
    said = _delivery(source, kept, document)
    if source == "woocommerce" and said:
        # WooCommerce makes the id of its webhook and the second: two orders of one second share it.
        said = f"{said}:{sha256[:16]}"
    return Label(said or f"sha256:{sha256}:{topic}"[:200], topic, sha256, kept)


def _topic(source: str, kept: Headers, document: Mapping[str, Any]) -> str:
    said = {
        "woocommerce": kept.get("x-wc-webhook-topic"),
        "shopify": kept.get("x-shopify-topic"),
        "easypost": document.get("description"),
        "aftership": document.get("event"),
        "generic": document.get("type"),
    }[source]
    return _clean(said, 100) if isinstance(said, str) else ""


def _delivery(source: str, kept: Headers, document: Mapping[str, Any]) -> str:
    if source == "woocommerce":
        webhook, delivery = kept.get("x-wc-webhook-id", ""), kept.get("x-wc-webhook-delivery-id", "")
        return f"{webhook}:{delivery}"[:180] if delivery else ""
    said = {
        "shopify": kept.get("x-shopify-webhook-id"),
        "easypost": document.get("id"),
        "aftership": document.get("event_id"),
        "generic": kept.get("webhook-id"),
    }[source]
    return _clean(said, 200) if isinstance(said, str) else ""


def _clean(words: str, limit: int) -> str:
    """For columns, logs and screens: no spaces, no control characters."""
    return STRANGE.sub("", words)[:limit]


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = read_json(body)
    except BadData:
        return {}
    return document if isinstance(document, dict) else {}
