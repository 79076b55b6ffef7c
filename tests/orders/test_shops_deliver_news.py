"""At the door of /hooks/: who may come in, what is kept, and how often."""

import base64
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from orders.models import Envelope, Order
from tests.orders.deliveries import DATA, SECRETS, WHOLE, generic, post, post_raw, sign
from tests.returns.racing import alone, database_for_threads, together

pytestmark = pytest.mark.django_db

NEWS = {
    "woocommerce": ((DATA / "woocommerce_order.json").read_bytes(), "order.updated"),
    "shopify": ((DATA / "shopify_order.json").read_bytes(), "orders/updated"),
    "easypost": ((DATA / "easypost_tracker_updated_event.json").read_bytes(), "tracker.updated"),
    "aftership": (b'{"event": "tracking_update", "event_id": "a-1", "msg": {}}', "tracking_update"),
    "generic": (json.dumps(generic("order.deleted", {"id": "1"})).encode(), "order.deleted"),
}
SENDERS = sorted(NEWS)


@pytest.fixture(autouse=True)
def with_secrets(settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS


@pytest.mark.parametrize("source", SENDERS)
def test_a_signed_delivery_is_kept_as_it_came(source: str) -> None:
    body, topic = NEWS[source]
    answer = post(source, body, topic)
    assert answer.status_code == 200
    envelope = Envelope.objects.get()
    assert (envelope.source, envelope.topic, bytes(envelope.body)) == (source, topic, body)
    assert (envelope.state, envelope.attempts) == ("received", 0)
    assert not answer.cookies


@pytest.mark.parametrize("source", SENDERS)
def test_nobody_comes_in_without_the_right_signature(source: str) -> None:
    body, topic = NEWS[source]
    right = sign(source, body, topic)
    name = next(key for key in right if "signature" in key.lower() or "hmac" in key.lower())
    wrong = [
        right | {name: ""},
        right | {name: right[name][:-3]},
        right | {name: right[name].swapcase()},
        right | {name: "ł" * 20},
        right | {name: "v1"},
        right | {name: "v1,not base64!"},
        {key: value for key, value in right.items() if key != name},
        sign(source, body, topic, secret="whsec_" + base64.b64encode(b"another secret of 32 bytes, yes!").decode()),
        sign(source, body + b" ", topic),
    ]
    answers = [post_raw(source, body, headers) for headers in wrong]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.content for answer in answers} == {b"Unauthorized"}
    assert post_raw(source, b"\xff\xfe", right).status_code == 401
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("source", SENDERS)
def test_two_secrets_count_while_one_is_replaced(source: str, settings: Any) -> None:
    body, topic = NEWS[source]
    new = "whsec_" + base64.b64encode(b"the new one, also 32 bytes long!").decode()
    settings.WEBHOOK_SECRETS = SECRETS | {source: [new, *SECRETS[source]]}
    assert post(source, body, topic).status_code == 200
    assert post(source, body, topic, secret=new).status_code == 200
    settings.WEBHOOK_SECRETS = SECRETS | {source: [new]}
    assert post(source, body, topic).status_code == 401


@pytest.mark.parametrize("source", SENDERS)
def test_without_a_secret_there_is_no_door(source: str, settings: Any) -> None:
    settings.WEBHOOK_SECRETS = SECRETS | {source: []}
    assert post(source, *NEWS[source]).status_code == 404
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (-4, 200), (4, 200), (6, 401)])
def test_a_standard_webhook_is_five_minutes_early_or_late_at_most(minutes: int, status: int) -> None:
    body, _topic = NEWS["generic"]
    headers = sign("generic", body)
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=minutes), tick=False):
        assert post_raw("generic", body, headers).status_code == status


@pytest.mark.parametrize("stamp", ["", "soon", "nan", "1e400", "-1", "9" * 30])
def test_a_strange_time_is_no_time(stamp: str) -> None:
    body, _topic = NEWS["generic"]
    assert post_raw("generic", body, sign("generic", body) | {"Webhook-Timestamp": stamp}).status_code == 401


def test_the_same_delivery_again_is_fine_and_kept_once() -> None:
    body, topic = NEWS["shopify"]
    assert [post("shopify", body, topic).status_code for _time in range(3)] == [200, 200, 200]
    assert Envelope.objects.count() == 1


def test_two_woocommerce_orders_of_the_same_second_are_both_kept() -> None:
    """WooCommerce makes its delivery id of the webhook and the second."""
    for number in (1, 2):
        post("woocommerce", WHOLE | {"id": number}, "order.created")
    assert Envelope.objects.count() == 2


def test_a_delivery_without_an_id_is_known_by_its_content() -> None:
    body, topic = NEWS["shopify"]
    headers = {key: value for key, value in sign("shopify", body, topic).items() if "Webhook-Id" not in key}
    for _time in range(2):
        assert post_raw("shopify", body, headers).status_code == 200
    assert Envelope.objects.count() == 1


def test_more_than_a_megabyte_is_too_much() -> None:
    body = json.dumps({"note": "x" * 1024 * 1024}).encode()
    assert post("woocommerce", body, "order.updated").status_code == 413
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"id": "\\u0000"}',
        b'{"id": "\\ud800"}',
        b"\xff\xfe\x00",
        b'{"id": 1e400000}',
        b"7",
    ],
)
@pytest.mark.parametrize("source", ["woocommerce", "easypost", "generic"])
def test_signed_nonsense_is_kept_for_the_operator_and_breaks_nothing(
    source: str, body: bytes, django_capture_on_commit_callbacks: Any
) -> None:
    if source == "generic" and b"\xff" in body:
        pytest.skip("Standard Webhooks sign text only")
    topic = "order.updated"
    with django_capture_on_commit_callbacks(execute=True):
        assert post(source, body, topic).status_code == 200
    envelope = Envelope.objects.get()
    assert envelope.state in ("dead", "ignored")
    assert bytes(envelope.body) == body
    assert not Order.objects.exists()


def test_woocommerces_first_ping_is_welcome_and_leaves_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    form = "application/x-www-form-urlencoded"
    assert client.post("/hooks/woocommerce/", b"webhook_id=17", content_type=form).status_code == 200
    assert client.post("/hooks/woocommerce/", b"webhook_id=17&x=1", content_type=form).status_code == 401
    assert client.post("/hooks/shopify/", b"webhook_id=17", content_type=form).status_code == 401
    assert not Envelope.objects.exists()


def test_only_posts_are_answered() -> None:
    assert [Client().get(f"/hooks/{source}/").status_code for source in SENDERS] == [405] * 5


def test_no_signature_key_or_cookie_is_kept() -> None:
    body, topic = NEWS["shopify"]
    headers = sign("shopify", body, topic) | {"Cookie": "session=secret", "Authorization": "Bearer secret"}
    post_raw("shopify", body, headers)
    kept = Envelope.objects.get().headers
    assert set(kept) == {"x-shopify-topic", "x-shopify-webhook-id"}
    assert "secret" not in str(kept)


def test_a_hostile_topic_is_cleaned_before_it_is_kept() -> None:
    body, _topic = NEWS["woocommerce"]
    post("woocommerce", body, "order.updated\x1b[31m <script>" + "x" * 300)
    topic = Envelope.objects.get().topic
    assert all(letter.isalnum() or letter in "_./:@+=#-" for letter in topic)
    assert len(topic) == 100


def test_logs_name_the_delivery_and_nothing_in_it(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    body, topic = NEWS["woocommerce"]
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        post("woocommerce", body, topic)
        post("woocommerce", body.replace(b'"total": "29.35"', b'"total": "secret"'), topic, number=2)
        post_raw("woocommerce", body, {})
    assert Envelope.objects.filter(state="dead").count() == 1
    for secret in ("john.doe", "969 Market", SECRETS["woocommerce"][0], "29.35"):
        assert secret not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_the_same_moment_have_one_effect(tmp_path: Path) -> None:
    body, topic = NEWS["woocommerce"]
    with database_for_threads(tmp_path):
        answers = together(10, lambda number: post("woocommerce", body, topic).status_code)
        kept = alone(lambda: list(Envelope.objects.values_list("state", flat=True)))
        orders = alone(lambda: [(order.external_id, order.lines.count()) for order in Order.objects.all()])
    assert answers == [200] * 10
    assert (kept, orders) == (["applied"], [("727", 2)])
