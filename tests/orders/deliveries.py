"""Shops and carriers that sign as they do and post to /hooks/."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client
from standardwebhooks import Webhook

from orders.hooks.actions import apply, claim
from orders.models import Envelope

DATA = Path(__file__).parent / "data"
SECRETS = {
    "woocommerce": ["a WooCommerce secret of some length"],
    "shopify": ["0123456789abcdef0123456789abcdef"],
    "easypost": ["ﬁfth avenue secret, with a ligature"],
    "aftership": ["fedcba9876543210fedcba9876543210"],
    "generic": ["whsec_" + base64.b64encode(b"generic secret of 32 bytes, yes!").decode()],
}
WHOLE = json.loads((DATA / "woocommerce_order.json").read_bytes())

OnCommit = Callable[..., Any]


def sign(
    source: str, body: bytes, topic: str = "", *, secret: str = "", number: int = 1, **more: str
) -> dict[str, str]:
    """The headers of the sender's `number`th delivery."""
    secret = secret or SECRETS[source][0]
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    in_base64 = base64.b64encode(digest).decode()
    if source == "woocommerce":
        headers = {
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-ID": "7",
            "X-WC-Webhook-Delivery-ID": f"delivery-{number}",
            "X-WC-Webhook-Signature": in_base64,
        }
    elif source == "shopify":
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": f"webhook-{number}",
            "X-Shopify-Hmac-Sha256": in_base64,
        }
    elif source == "easypost":
        # The key in NFKD: the ligature becomes two letters.
        digest = hmac.new(secret.replace("ﬁ", "fi").encode(), body, hashlib.sha256).digest()
        headers = {"X-Hmac-Signature": f"hmac-sha256-hex={digest.hex()}"}
    elif source == "aftership":
        headers = {"Aftership-Hmac-Sha256": in_base64}
    else:
        at = datetime.now(UTC)
        signature = Webhook(secret).sign(f"msg_{number}", at, body.decode())
        headers = {
            "Webhook-Id": f"msg_{number}",
            "Webhook-Timestamp": str(int(at.timestamp())),
            "Webhook-Signature": signature,
        }
    return headers | more


def post(source: str, said: Any, topic: str = "", **how: Any) -> HttpResponse:
    """`said` is bytes as they are, or anything JSON can hold."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return post_raw(source, body, sign(source, body, topic, **how))


def post_raw(source: str, body: bytes, headers: dict[str, str]) -> HttpResponse:
    answer = Client(enforce_csrf_checks=True).post(
        f"/hooks/{source}/", body, content_type="application/json", headers=headers
    )
    assert isinstance(answer, HttpResponse)
    return answer


def generic(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "timestamp": "2026-11-22T10:00:00Z", "data": data}


def event(number: str, *details: dict[str, Any], name: str = "evt_1", **tracker: Any) -> dict[str, Any]:
    """EasyPost's tracker.updated."""
    result = {"tracking_code": number, "status": "in_transit", "tracking_details": list(details), **tracker}
    return {"id": name, "description": "tracker.updated", "result": result}


def woo(minute: int, **changes: Any) -> dict[str, Any]:
    """The sample order as it was at a minute."""
    return WHOLE | {"date_modified_gmt": f"2017-03-22T20:{minute:02}:00"} | changes


def apply_at(envelope: Envelope, now: datetime) -> str:
    claimed = claim(envelope.pk, now)
    assert claimed
    return apply(claimed, now)
