"""The JSONTestSuite (MIT, see tests/portal/api/data) at every door for JSON: what is none is refused, nothing breaks.

Every document goes to every door, in every run. What a hook takes it has kept whole; what it refuses, not at all.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.api.api import api
from portal.api.keys import make_key
from portal.api.limits import forget_counts
from portal.api.models import ApiKey
from tests.house.naughty.browser import Browser
from tests.orders.deliveries import SECRETS, sign

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "portal" / "api" / "data" / "json"
DOCUMENTS = {file.stem: file.read_bytes() for file in sorted(FOLDER.glob("*.json"))} | {
    "n_a_hundred_thousand_arrays": b"[" * 100_000,
    "n_fifty_thousand_objects": b'{"a":' * 50_000,
    "i_a_long_number": b"[" + b"9" * 20_000 + b"]",
    "i_nul_and_half_a_pair": b'{"a\\u0000": "\\ud800\\u0000"}',
    "n_two_documents": b"{}{}",
    "i_the_same_name_twice": b'{"number": "1", "number": 2}',
}
SIGNED = {"woocommerce": "order.updated", "shopify": "orders/updated", "easypost": "", "aftership": "", "generic": ""}
VALUES = {"source": "shop", "external_id": "1", "shipment_id": "p1", "refund_id": "r1", "reference": "R-7F3K9Q"}


def operations() -> Iterator[tuple[str, str]]:
    """Every operation that takes JSON, as the document of the API names it."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                yield method.upper(), re.sub(r"\{(\w+)\}", lambda part: VALUES[part[1]], path)


@pytest.fixture(autouse=True)
def secrets_of_shops(settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS


def doors() -> dict[str, Callable[[bytes], Any]]:
    secret = make_key("its own system", "shop", ApiKey.Scope.values)[1]
    browser, headers = Browser(), {"authorization": f"Bearer {secret}"}

    def asked(method: str, path: str) -> Callable[[bytes], Any]:
        return lambda body: browser.generic(method, path, body, content_type="application/json", headers=headers)

    found = {f"{method} {path}": asked(method, path) for method, path in operations()}
    for name, topic in SIGNED.items():
        # Signed as the sender signs: whatever it signs is read.
        found[f"hook of {name}"] = lambda body, name=name, topic=topic: browser.post(
            f"/hooks/{name}/", body, content_type="application/json", headers=signed(name, body, topic)
        )
    return found


def signed(name: str, body: bytes, topic: str) -> dict[str, str]:
    """Also of bytes that are no text, which a library for senders does not sign."""
    if name != "generic":
        return sign(name, body, topic)
    secret, at = base64.b64decode(SECRETS[name][0].removeprefix("whsec_")), str(int(time.time()))
    digest = hmac.new(secret, b".".join((b"msg_1", at.encode(), body)), hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": at, "Webhook-Signature": signature}


def test_what_is_no_json_is_refused_at_every_door() -> None:
    found = {}
    for door, send in doors().items():
        for name, body in DOCUMENTS.items():
            forget_counts()
            answer = send(body)
            # What a shop signed and we cannot read is kept for an operator: sending it again would not mend it.
            must_refuse = name.startswith("n_") and not door.startswith("hook")
            fine = range(400, 500) if must_refuse else range(200, 500)
            if answer.status_code not in fine or getattr(answer, "failed_later", ""):
                found[f"{door} {name}"] = answer.status_code
    assert found == {}


def test_a_hook_keeps_what_it_takes_and_nothing_else() -> None:
    browser, found = Browser(), {}
    for source, topic in SIGNED.items():
        for name, body in DOCUMENTS.items():
            for headers in (signed(source, body, topic), {}):
                answer = browser.post(f"/hooks/{source}/", body, content_type="application/json", headers=headers)
                is_kept = hashlib.sha256(body).hexdigest() in browser.written
                # Standard Webhooks sign text: what is none has no signature that is right.
                is_right = bool(headers) and (source != "generic" or is_text(body))
                if answer.status_code != (200 if is_right else 401) or is_kept != is_right:
                    found[f"{source} {name}"] = answer.status_code, is_kept
    assert found == {}


def is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_there_are_doors_and_documents_to_try() -> None:
    assert len(list(operations())) >= 10
    assert sum(name.startswith("n_") for name in DOCUMENTS) > 40


def test_a_beacon_of_json_is_answered_quietly() -> None:
    for address in ("/help/read/", "/help/searched/", "/help/trail/", "/a/read-for/"):
        for name, body in DOCUMENTS.items():
            answer = Client(raise_request_exception=False).post(
                address, body, content_type="application/json", headers={"sec-fetch-site": "same-origin"}
            )
            assert answer.status_code < 500, (address, name)
