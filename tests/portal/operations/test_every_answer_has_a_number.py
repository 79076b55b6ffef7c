"""The same number in the answer's header, in the log and on the page that says something broke."""

import json
import logging
import re
import sys
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from portal.operations.errors import something_broke
from portal.operations.logs import Json, Line, cleaned, logging_settings
from portal.operations.request_ids import HEADER, choose, current


def record(message: str, *args: object, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("portal.desk", logging.WARNING, __file__, 1, message, args, None)
    vars(made).update(more)
    return made


def test_every_answer_names_its_request(client: Client, db: None) -> None:
    first, second = (client.get(path).headers[HEADER] for path in ("/healthz", "/no/such/page/"))
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    assert first != second


def test_a_proxys_number_is_taken_only_from_a_proxy_we_trust(client: Client, settings: Any) -> None:
    sent = {"x-request-id": "nginx-0123456789"}
    assert client.get("/healthz", headers=sent).headers[HEADER] != "nginx-0123456789"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/healthz", headers=sent).headers[HEADER] == "nginx-0123456789"


@pytest.mark.parametrize(
    "sent", ["", "short", "a" * 65, "with space in it", "new\nline-0123", "<b>0123456789</b>", "ą" * 20]
)
def test_a_number_that_is_none_is_replaced(sent: str) -> None:
    assert choose(sent, trusted=True) != sent


def test_the_last_page_shows_the_number(rf: RequestFactory) -> None:
    token = current.set("abcdef0123456789")
    try:
        answer = something_broke(rf.get("/"))
    finally:
        current.reset(token)
    assert answer.status_code == 500
    assert b"abcdef0123456789" in answer.content
    assert b"abcdef" not in something_broke(rf.get("/")).content


def test_the_log_line_holds_it(rf: RequestFactory) -> None:
    token = current.set("abcdef0123456789")
    try:
        line, told = Line().format(record("Done")), json.loads(Json().format(record("Done")))
    finally:
        current.reset(token)
    assert "[abcdef0123456789] Done" in line
    assert (told["request_id"], told["said"], told["level"]) == ("abcdef0123456789", "Done", "WARNING")


@pytest.mark.parametrize("form", [Line, Json])
def test_nobody_forges_a_line_or_colours_a_terminal(form: type[logging.Formatter]) -> None:
    text = form().format(record("Name: %s", "x\r\n2026-01-01 ERROR forged\x1b[31m\u2028\u202e\x00\x9b"))
    assert len(text.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e]", text)


def test_what_was_raised_is_set_in_and_cleaned() -> None:
    try:
        raise ValueError("anna@example.com\n2026-01-01 ERROR forged")
    except ValueError:
        text = Line().format(record("It broke", exc_info=sys.exc_info()))
    assert "anna@" not in text
    assert all(line.startswith("    ") for line in text.splitlines()[1:])
    assert "ValueError" in text


@pytest.mark.parametrize(
    ("said", "kept_out"),
    [
        ("mail to anna.nowak+x@example.co.uk was refused", "anna.nowak"),
        ("zażółć@example.pl", "zażółć"),
        ("duplicate key\nDETAIL:  Key (email)=(anna) already exists.", "anna"),
        ("Failing row contains (1, Anna Nowak, null)", "Nowak"),
        ("Authorization: Bearer abcdef123456", "abcdef"),
        ("password=hunter2hunter2", "hunter2"),
        ("token: 'eyJhbGciOi.abc'", "eyJh"),
    ],
)
def test_no_line_tells_whose_it_was(said: str, kept_out: str) -> None:
    assert kept_out not in cleaned(said)


def test_a_long_text_is_cut() -> None:
    assert len(cleaned("a" * 10**6)) < 10_000


def test_addresses_of_pages_are_told_by_their_route(rf: RequestFactory) -> None:
    request = rf.get("/orders/open/secret-token-in-a-link/")
    request.resolver_match = resolve("/orders/open/secret-token-in-a-link/")
    line = Line().format(record("%s: %s", "Not Found", request.path, request=request))
    assert "secret-token" not in line
    assert "orders/open/<str:token>/" in line


def test_a_page_that_is_not_there_is_not_repeated_in_the_log(client: Client, db: None, caplog: Any) -> None:
    client.get("/no/such/ala@example.com/\x1b[31m/")
    lines = [Line().format(each) for each in caplog.records if each.name == "django.request"]
    assert lines
    assert not any("ala" in line or "such" in line or "\x1b" in line for line in lines)


def test_json_has_a_line_for_each_request(client: Client, caplog: Any) -> None:
    with caplog.at_level("INFO", "portal.requests"):
        client.get("/healthz?q=anna@example.com")
    told = json.loads(Json().format(caplog.records[-1]))
    assert (told["view"], told["status"], told["method"]) == ("healthz", 200, "GET")
    assert "anna" not in str(told)


def test_people_are_spared_a_line_for_each_request() -> None:
    assert logging_settings("INFO", "line")["loggers"]["portal.requests"]["level"] == "WARNING"
    assert logging_settings("INFO", "json")["loggers"]["portal.requests"]["level"] == "INFO"
