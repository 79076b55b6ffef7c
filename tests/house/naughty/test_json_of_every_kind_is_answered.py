"""The JSONTestSuite (MIT, see tests/portal/api/data) at every door for JSON: what is none is refused, nothing breaks.

NAUGHTY=whole sends every document to every door; else each door gets every eighth one, and others than the last.
"""

import os
import re
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
STEP = 1 if os.environ.get("NAUGHTY") == "whole" else 8
SIGNED = {"woocommerce": "order.updated", "shopify": "orders/updated", "easypost": "", "aftership": ""}
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
            f"/hooks/{name}/", body, content_type="application/json", headers=sign(name, body, topic)
        )
    return found


def test_what_is_no_json_is_refused_at_every_door() -> None:
    found = {}
    for place, (door, send) in enumerate(doors().items()):
        for number, (name, body) in enumerate(DOCUMENTS.items()):
            if (number + place) % STEP:
                continue
            forget_counts()
            answer = send(body)
            # What a shop signed and we cannot read is kept for an operator: sending it again would not mend it.
            must_refuse = name.startswith("n_") and not door.startswith("hook")
            fine = range(400, 500) if must_refuse else range(200, 500)
            if answer.status_code not in fine or getattr(answer, "failed_later", ""):
                found[f"{door} {name}"] = answer.status_code
    assert found == {}


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
