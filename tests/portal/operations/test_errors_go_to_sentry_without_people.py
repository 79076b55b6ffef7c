"""What leaves the house when SENTRY_DSN is set."""

import json
from typing import Any

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.transport import Transport

from portal import env_watch
from portal.operations import sentry
from portal.operations.request_ids import current


class Sent(Transport):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.events += [item.payload.json for item in envelope.items]


@pytest.fixture
def sent() -> Any:
    transport = Sent()
    sentry.start("https://key@sentry.example.com/1", transport=transport, default_integrations=False)
    yield transport
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def break_for(email: str) -> None:
    password = "hunter2hunter2"  # noqa: F841 - a value that a report of variables would show
    raise ValueError(f"no mailbox {email}")


def test_an_error_is_told_without_whose_it_was(sent: Sent) -> None:
    token = current.set("abcdef0123456789")
    try:
        break_for("anna@example.com")
    except ValueError as error:
        sentry_sdk.capture_exception(error)
    finally:
        current.reset(token)
    (event,) = sent.events
    text = json.dumps(event)
    assert event["release"].startswith("aftercare@")
    assert event["tags"]["request_id"] == "abcdef0123456789"
    assert event["exception"]["values"][0]["type"] == "ValueError"
    for secret in ("anna@", "hunter2"):
        assert secret not in text


def test_nothing_of_the_request_but_its_route_goes_along() -> None:
    event = {
        "transaction": "/orders/open/{token}/",
        "user": {"ip_address": "203.0.113.9", "email": "anna@example.com"},
        "server_name": "web-1",
        "request": {
            "method": "POST",
            "url": "https://help.example.com/orders/open/secret/",
            "query_string": "q=anna",
            "data": {"message": "my iban"},
            "cookies": {"session": "abc"},
            "headers": {"Cookie": "session=abc", "Authorization": "Bearer abcdef", "User-Agent": "Firefox"},
            "env": {"REMOTE_ADDR": "203.0.113.9"},
        },
        "breadcrumbs": {"values": [{"message": "mail to anna@example.com"}]},
    }
    told = sentry.before_send(event, {})
    assert told["release"] == sentry.RELEASE
    assert told["request"] == {
        "method": "POST", "url": "/orders/open/{token}/", "headers": {"User-Agent": "Firefox"},
    }  # fmt: skip
    text = json.dumps(told)
    for secret in ("203.0.113.9", "anna", "secret", "iban", "abc", "web-1"):
        assert secret not in text


def test_queries_are_no_crumbs() -> None:
    assert sentry.before_breadcrumb({"category": "query", "message": "SELECT 'anna'"}, {}) is None
    assert sentry.before_breadcrumb({"category": "httplib", "data": {"url": "https://x/?a=b"}}, {}) == {
        "category": "httplib"
    }


@pytest.mark.parametrize(
    "value", ["sentry.example.com/1", "https://sentry.example.com/1", "https://key@host/", "ftp://k@h/1"]
)
def test_an_address_that_is_none_is_refused(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("SENTRY_DSN", value)
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        env_watch.sentry_dsn("SENTRY_DSN")


def test_a_site_without_the_package_says_so(monkeypatch: Any) -> None:
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.example.com/1")
    monkeypatch.setattr(env_watch, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="extra"):
        env_watch.sentry_dsn("SENTRY_DSN")


@pytest.mark.parametrize("value", ["short", "a" * 40, "with space 0123456789 abcdef"])
def test_a_weak_token_is_refused(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("MONITORING_TOKEN", value)
    with pytest.raises(ImproperlyConfigured, match="MONITORING_TOKEN"):
        env_watch.token("MONITORING_TOKEN")


@pytest.mark.parametrize("value", ["everybody", "0.0.0.0/0", "::/0", "10.0.0.1/8"])
def test_addresses_that_are_none_or_everybody_are_refused(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("MONITORING_ADDRESSES", value)
    with pytest.raises(ImproperlyConfigured, match="MONITORING_ADDRESSES"):
        env_watch.networks("MONITORING_ADDRESSES")
