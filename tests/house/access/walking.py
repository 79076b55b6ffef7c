"""One request as thin as it can be, undone afterwards; and what its answer means."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from portal.operations import errors
from tests.house.access.cast import Role

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
DOORS = ("/account/login/", "/account/reauthenticate/", "/account/2fa/reauthenticate/", "/account/second-factor/")
# What the site makes anew for every answer.
OURS_ALONE = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|[Rr]equest[- ][Ii][Dd]:? *[\w-]+|nonce-[\w=+/-]+')


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    queries: int = 0
    cookies: str = ""

    @property
    def word(self) -> str:
        """in: past the door, whatever it then found; else how the door said no."""
        place = self.headers.get("location", "")
        if self.status in (301, 302):
            if place.startswith(DOORS) or re.match(r"/\w\w(/account/login/)", place):
                return "login"
            return "home" if place == "/admin/" else "in"
        return str(self.status) if self.status in (401, 403, 404, 405) or self.status >= 500 else "in"

    def without(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """What anybody could compare, but for the address that was asked."""
        body = OURS_ALONE.sub("", self.body.decode("utf-8", "replace"))
        headers = {name: value.replace(path, "…") for name, value in self.headers.items() if name != "x-request-id"}
        for clock in ("content-length", "expires", "date"):
            headers.pop(clock, None)
        return self.status, headers, body.replace(path, "…").encode()


@contextmanager
def unpainted() -> Iterator[None]:
    """Every door, form and query as ever, but no page is drawn: that is most of the time and no door."""
    painted = Template.render
    Template.render = lambda self, context=None, request=None: SafeString()  # type: ignore[method-assign]
    try:
        yield
    finally:
        Template.render = painted  # type: ignore[method-assign]
        # The last page is drawn once for the life of a process.
        errors.page.cache_clear()


class Walker:
    """Asks the whole stack of middleware, and leaves the database as it was."""

    def __init__(self) -> None:
        handler = BaseHandler()
        handler.load_middleware()
        self.handler, self.requests = handler, RequestFactory()

    def ask(self, role: Role, method: str, path: str, data: Any = None, **headers: Any) -> Answer:
        with transaction.atomic():
            request = self._request(role, method, path, data, headers)
            counter = Counter()
            with connection.execute_wrapper(counter):
                response = self.handler.get_response(request)
                answer = read(response)
            answer.queries = counter.queries
            transaction.set_rollback(True)
        cache.clear()
        return answer

    def _request(self, role: Role, method: str, path: str, data: Any, headers: dict[str, Any]) -> WSGIRequest:
        extra = {**OURS, **role.headers, **headers}
        if path.startswith("/api/") and method not in ("GET", "HEAD", "OPTIONS"):
            body = data if isinstance(data, str) else "{}"
            made = self.requests.generic(method, path, body, content_type="application/json", **extra)
        elif method == "POST":
            made = self.requests.post(path, data or {}, **extra)
        else:
            made = self.requests.generic(method, path, **extra)
        made.COOKIES.update(role.cookies)
        made.META["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in role.cookies.items())
        made._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return made


@dataclass
class Counter:
    queries: int = 0
    asked: list[str] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        self.asked.append(sql)
        return execute(sql, params, many, context)


def read(response: HttpResponseBase) -> Answer:
    """Its bytes: also of a file, but never of a stream that listens for news without end."""
    if response.streaming:
        parts = BytesIO()
        is_endless = response.headers.get("Content-Type", "").startswith("text/event-stream")
        for part in () if is_endless else response:  # type: ignore[attr-defined]
            parts.write(part if isinstance(part, bytes) else str(part).encode())
        body = parts.getvalue()
    else:
        body = response.content  # type: ignore[attr-defined]
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = Answer(response.status_code, headers, body, cookies=response.cookies.output())
    response.close()
    return answer
