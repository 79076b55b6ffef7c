"""Strings that break programs, in every place where a person can put one: an answer, never a 5xx.

Runs on SQLite and PostgreSQL, which stumble over different ones: NUL bytes, numbers no column holds, half a pair.
"""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from kb.models import ArticlePage
from portal.accounts.models import User
from tests.returns.makers import make_order, make_question, make_return
from tests.returns.starting import begun

pytestmark = pytest.mark.django_db

STRINGS = {
    "nul": "a\x00b",
    "beyond 63 bits": "9223372036854775808",
    "thirty digits": "9" * 30,
    "other digits": "²٣",
    "no number": "NaN",
    "too long": "x" * 20_000,
    "line ends": "a\r\nSet-Cookie: b=c",
    "directions": "\u202e\u200b\ufeff\x1b[31m",
    "another site": "//evil.example",
    "backslashes": "\\\\evil.example",
    "script": "javascript:alert(1)",
    "markup": "\"'><img src=x onerror=alert(1)>{{7*7}}{% now %}",
    "two numbers": "99999999999999999999-99999999999999999999999",
    "emoji": "😀" * 200,
}


class Browser(Client):
    """Answers 500 like the real site; what a broken query spoilt is rolled back for the next request."""

    def __init__(self, user: User | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if user:
            self.force_login(user)

    def request(self, **request: Any) -> Any:
        with transaction.atomic():
            answer = super().request(**request)
            transaction.set_rollback(True)
        return answer


@pytest.fixture(params=STRINGS.values(), ids=STRINGS)
def strange(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def broken(answers: dict[str, Any]) -> list[str]:
    """Which answers are a failure of ours, or lead to somebody else's site."""
    return [
        name
        for name, answer in answers.items()
        if answer.status_code >= 500 or answer.headers.get("Location", "/")[:2] in {"//", "/\\", "ja", "\\\\"}
    ]


def test_in_an_address(anna: User, strange: str) -> None:
    order = make_order(anna)
    case = make_return(anna, order)
    word = quote(strange, safe="")
    paths = [
        f"/{word}",
        f"/{word}/",
        f"/pl/{word}/",
        f"/orders/{word}/",
        f"/orders/?before={word}",
        f"/orders/{order.slug}/invoices/{word}.pdf",
        f"/cases/{word}/",
        f"/cases/?before={word}",
        f"/cases/new/return/{word}/",
        f"/cases/{case.reference}/files/{word}/full/",
        f"/cases/{case.reference}/files/1/{word}/",
        f"/cases/new/?kind={word}&order={word}&line={word}",
        f"/cases/new/?kind=complaint&order={order.slug}&line={word}",
        f"/contact/?order={word}",
        f"/help/{word}/",
        f"/help/search/?q={word}",
        f"/help/search/?q=a&page={word}",
        f"/help/suggest/?q={word}",
        f"/a/{word}/",
        f"/documents/1/{word}",
        f"/account/login/?next={word}",
    ]
    for who in (anna, None):
        browser = Browser(who)
        assert broken({path: browser.get(path) for path in paths}) == []


def test_in_a_customers_form(anna: User, strange: str) -> None:
    order = make_order(anna, (3,))
    line, asked = order.lines.get(), make_question(anna)
    message = {"submission_key": str(uuid4()), "subject": "Mug", "body": "Does it fit?", "order": ""}
    forms: list[tuple[str, dict[str, Any], list[str]]] = [
        ("/contact/", message, ["subject", "body", "order", "submission_key", "leave_out"]),
        (f"/cases/{asked.reference}/", message, ["body", "submission_key", "leave_out"]),
        (f"/cases/{asked.reference}/close/", {}, ["version"]),
        (
            "/cases/new/",
            {"kind": "return", "order": order.slug, "key": str(uuid4())},
            ["kind", "order", "line", "key"],
        ),
        *(
            (f"/cases/new/{begun(anna, order, kind).key}/{step}/", {}, names)
            for kind, step, names in (
                ("return", "items", [f"quantity_{line.pk}"]),
                ("return", "reason", [f"reason_{line.pk}", "note", "leave_out"]),
                ("complaint", "fault", ["text", "noticed", f"serial_{line.pk}"]),
                ("complaint", "outcome", ["demand", "why_money"]),
                ("complaint", "amount", ["amount"]),
                ("delivery", "trouble", ["what", "parcel", "text"]),
                ("delivery", "wish", ["wish"]),
                ("return", "orders", ["slugs"]),
            )
        ),
        ("/account/profile/", {"name": "Anna", "language": "en"}, ["name", "language"]),
        ("/account/email/", {"action_add": ""}, ["email"]),
        ("/account/email/", {"action_primary": ""}, ["email"]),
        ("/account/confirm/", {}, ["code", "action"]),
    ]
    browser = Browser(anna)
    answers = {
        f"{path} {name}": browser.post(path, {**fields, name: strange})
        for path, fields, names in forms
        for name in names
    }
    assert broken(answers) == []


def test_in_a_visitors_form(db: None, strange: str) -> None:
    someone = {"login": "a@example.com", "email": "a@example.com", "password": "x", "password1": ""}
    forms = [
        ("/account/login/", ["login", "password", "next"]),
        ("/account/signup/", ["email", "password1", "next"]),
        ("/account/login/code/", ["email"]),
        ("/account/password/reset/", ["email"]),
        ("/help/vote/1/", ["token", "helpful"]),
    ]
    answers = {
        f"{path} {name}": Browser().post(path, {**someone, name: strange}) for path, names in forms for name in names
    }
    beacon = {"v": uuid4().hex, "n": 1, "s": 5, "a": 5, "m": 5, "e": 1, "d": "s", "f": "d", "t": "x"}
    for name in beacon:
        answers[f"beacon {name}"] = Browser().post(
            "/help/read/",
            urlencode({**beacon, name: strange}),
            content_type="application/x-www-form-urlencoded",
            headers={"sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0"},
        )
    assert broken(answers) == []


def test_in_a_cookie_or_a_header(db: None, strange: str) -> None:
    quoted = "".join(chr(byte) if chr(byte).isalnum() else f"\\{byte:03o}" for byte in strange[:1000].encode())
    answers = {}
    for name in ("session", "csrf", "messages", "django_language"):
        answers[f"cookie {name}"] = Browser().get("/orders/", headers={"cookie": f'{name}="{quoted}"'})
    value = "".join(letter for letter in strange if letter not in "\0\r\n").encode().decode("latin-1")
    for name in ("accept-language", "user-agent", "referer", "origin", "if-none-match", "if-modified-since"):
        answers[name] = Browser().post("/account/login/", {"login": "a@example.com"}, headers={name: value})
    assert broken(answers) == []


def test_in_an_agents_form(anna: User, mia: User, strange: str) -> None:
    case, asked = make_return(anna), make_question(anna)
    reply = {"body": "Yes.", "version": 1, "seen": 0, "key": str(uuid4())}
    browser, word = Browser(mia), quote(strange, safe="")
    answers = {
        f"reply {name}": browser.post(f"/admin/cases/{asked.reference}/", {**reply, name: strange})
        for name in ("body", "internal", "article", "insert", "version", "seen", "key")
    }
    for verb in ("approve", "decline", "receive"):
        for name in ("version", "message"):
            path = f"/admin/cases/{case.reference}/{verb}/"
            answers[f"{verb} {name}"] = browser.post(path, {"version": 9, "message": "So be it.", name: strange})
    for path in (f"{word}/", f"?q={word}", f"?ordering={word}", f"?p={word}", f"{case.reference}/article/{word}/"):
        answers[path] = browser.get(f"/admin/cases/{path}")
    assert broken(answers) == []


def test_in_an_editors_report(eva: User, strange: str) -> None:
    assert ArticlePage.objects.count() == 0
    browser, word = Browser(eva), quote(strange, safe="")
    paths = [f"/admin/reports/reading/?{name}={word}" for name in ("title", "article", "locale", "p")]
    assert broken({path: browser.get(path) for path in paths}) == []
