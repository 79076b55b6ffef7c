"""Gives each request its name and measures it: a middleware for Django, a layer for what never reaches Django."""

import logging
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from portal.operations import request_ids
from portal.operations.logs import route_of
from portal.operations.metrics import counters

logger = logging.getLogger("portal.requests")

Environ = dict[str, Any]
Start = Callable[..., Any]
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Set while a request is in the layer: whether Django was asked. A page may be baked under another request.
_asked_django: ContextVar[list[bool] | None] = ContextVar("asked_django", default=None)


def view_of(request: HttpRequest) -> str:
    """The name of the route: as many as there are routes, whatever is asked for."""
    match = request.resolver_match
    if match is None:
        return "none"
    return match.view_name or match.route[:80]


class Observed:
    """The first of all middlewares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _asked_django.get()
        if asked is not None:
            asked.append(True)
        # The layer in front has named it already, unless there is none (tests, runserver).
        outer = request_ids.current.get()
        name = outer or request_ids.choose(
            request.META.get("HTTP_X_REQUEST_ID", ""), bool(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
        )
        token = request_ids.current.set(name)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self.tell(request, response.status_code, time.perf_counter() - started)
        finally:
            request_ids.current.reset(token)
        if not outer:
            response.headers[request_ids.HEADER] = name
        return response

    def tell(self, request: HttpRequest, status: int, seconds: float) -> None:
        view = view_of(request)
        method = request.method if request.method in METHODS else "other"
        counters.count_request(view, str(method), status, seconds)
        logger.info(
            "%s %s %s in %.0f ms",
            method,
            route_of(request),
            status,
            seconds * 1000,
            extra={"facts": {"view": view, "method": method, "status": status, "ms": round(seconds * 1000, 1)}},
        )


class Front:
    """A WSGI callable around the whole site: every answer carries its name, finished pages and beacons are counted.

    What Django answers is counted by the middleware, which knows its view.
    """

    def __init__(self, inner: Callable[[Environ, Start], Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        name = request_ids.choose(environ.get("HTTP_X_REQUEST_ID", ""), bool(settings.ALLAUTH_TRUSTED_PROXY_COUNT))
        asked: list[bool] = []
        in_layer, named = _asked_django.set(asked), request_ids.current.set(name)

        def told(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [*headers, (request_ids.HEADER, name)], *more)

        started = time.perf_counter()
        try:
            answer = self.inner(environ, told)
        finally:
            _asked_django.reset(in_layer)
            request_ids.current.reset(named)
        if not asked:
            kind = "beacon" if environ["REQUEST_METHOD"] == "POST" else "page"
            counters.count_finished(kind, time.perf_counter() - started)
        return answer
