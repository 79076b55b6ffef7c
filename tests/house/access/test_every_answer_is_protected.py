"""R43: the headers that keep a browser safe are on every answer: a page, a file, a refusal, an error."""

from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.wsgi import get_wsgi_application
from django.http import Http404
from django.test import Client, RequestFactory

from tests.house.access.conftest import House
from tests.house.access.places import every_place, path_to
from tests.house.access.walking import Answer, unpainted

ASKED_BY = {"N": ("GET", "POST"), "A": ("GET", "OPTIONS"), "R": ("GET",), "B": ("DELETE",), "G": ("HEAD",)}
# Named after their file or their hash, the same for everybody: loaded by our own pages, shown in none.
WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": ("same-origin", "strict-origin", "no-referrer"),
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": ("DENY", "SAMEORIGIN"),
}


def missing(headers: dict[str, str]) -> Iterator[str]:
    for name, wanted in WANTED.items():
        if headers.get(name) not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            # The widget is made for the frames of other sites.
            yield f"{name}: {headers.get(name)}"
    policy = headers.get("content-security-policy", "")
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors"):
        if part not in policy and "sandbox" not in policy:
            yield f"content-security-policy without {part}"
    if "unsafe-inline" in policy and not headers.get("…path", "").startswith("/admin/"):
        yield "content-security-policy with unsafe-inline"
    if "camera=()" not in headers.get("permissions-policy", ""):
        yield "permissions-policy"
    if "access-control-allow-origin" in headers:
        yield "access-control-allow-origin"


def told(path: str, answer: Answer) -> list[str]:
    headers = answer.headers | {"…path": path}
    wrong = [name for name in missing(headers) if not (path.startswith("/widget") and name.startswith("x-frame"))]
    kind = headers.get("content-type", "")
    if answer.body and not kind:
        wrong.append("content-type")
    if kind.startswith("text/") and "charset=" not in kind:
        wrong.append(f"no charset: {kind}")
    return [f"{answer.status} {path}: {each}" for each in wrong]


@pytest.mark.parametrize("letter", ASKED_BY)
def test_on_the_whole_walk(house: House, letter: str) -> None:
    wrong, answers = [], 0
    with unpainted():
        for place in every_place():
            # Those who are turned away from the admin are turned away alike.
            if place.pattern.startswith("admin/") and letter in "ABG" and len(place.pattern) % 5:
                continue
            path = path_to(place, house.world, house.world.anna)
            for method in ASKED_BY[letter]:
                wrong += told(path, house.ask(letter, method, path))
                answers += 1
    assert answers > 250
    assert wrong == []


ERRORS = {
    400: BadRequest("no"),
    403: PermissionDenied("no"),
    404: Http404("no"),
    500: ZeroDivisionError("secret word"),
}


@pytest.mark.parametrize("status", ERRORS)
def test_on_errors(db: None, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    def breaks(*args: Any, **named: Any) -> None:
        raise ERRORS[status]

    monkeypatch.setattr("portal.dashboard.queries.home", breaks)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == status
    assert told("/", answer_of(response)) == []
    assert b"secret word" not in response.content
    assert b"Traceback" not in response.content


def test_on_refusals_of_what_was_sent(db: None) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    refused = {
        400: client.get("/", headers={"host": "evil.example.org"}),
        401: client.get("/api/v1/orders"),
        403: client.post("/account/login/", {"login": "a@example.com"}),
        # The check for forgery is asked before the method is looked at.
        405: Client(raise_request_exception=False).delete("/robots.txt"),
        413: client.post("/help/vote/1/", b"x", content_type="text/plain", CONTENT_LENGTH="999999999"),
    }
    assert {wanted: response.status_code for wanted, response in refused.items()} == {name: name for name in refused}
    assert [line for response in refused.values() for line in told("/", answer_of(response))] == []


def test_on_too_many_requests(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    answers = [client.post("/account/password/reset/", {"email": f"a{n}@example.com"}) for n in range(14)]
    limited = [response for response in answers if response.status_code == HTTPStatus.TOO_MANY_REQUESTS]
    assert limited, "the limit must be reached"
    assert told("/", answer_of(limited[0])) == []


def test_trace_is_no_method_of_ours(db: None) -> None:
    response = Client().generic("TRACE", "/", headers={"cookie": "echo=me"})
    assert b"echo=me" not in response.content


def test_on_static_files_before_django(db: None, settings: Any) -> None:
    """Through the real application of portal.wsgi: WhiteNoise answers inside the layers that write headers."""
    Path(settings.STATIC_ROOT, "probe.css").write_text("a{}")
    settings.WHITENOISE_AUTOREFRESH = True
    told_headers: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told_headers.update({"status": status} | {name.lower(): value for name, value in headers})

    environ = RequestFactory().get("/static/probe.css").environ
    with closing(get_wsgi_application()(environ, start)) as answer:
        assert b"".join(answer) == b"a{}"
    assert told_headers["status"].startswith("200")
    assert [each for each in missing(told_headers) if not each.startswith("cross-origin")] == []


def test_https_is_promised_for_a_year(db: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    assert settings.SECURE_HSTS_SECONDS >= 31_536_000
    assert settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
    for path in ("/", "/no/such/page/", "/admin/", "/api/v1/orders"):
        said = Client(raise_request_exception=False).get(path, secure=True).headers["Strict-Transport-Security"]
        assert "max-age=31536000" in said
        assert "includeSubDomains" in said


def answer_of(response: Any) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content)
