"""The layer in front of Django: finished public pages and read beacons are answered here, everything else there.

Django is loaded, but on this way none of it runs: no middleware, no session, no database.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from portal.baking import beacons, rules
from portal.baking.bakery import answer_of, bake, is_bakeable
from portal.baking.middleware import personal_cookies
from portal.baking.page import Ready
from portal.baking.spool import Spool
from portal.baking.store import Store, store

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
Start = Callable[[str, rules.Headers], Any]
Application = Callable[[Environ, Start], Any]
MOST_HOSTS = 100


def in_front_of(django: Any) -> Application:
    """Django with the layer before it, or Django alone where pages are not kept."""
    kept = store()
    spool = Spool(settings.SPOOL_DIR) if settings.PAGE_STORE == "disk" else None
    return Layer(django, kept, spool) if kept is not None else django


class Layer:
    """A WSGI callable around another. `spool` None: beacons are Django's."""

    def __init__(self, django: Application, store: Store, spool: Spool | None) -> None:
        self.django, self.store, self.spool = django, store, spool
        self._hosts: dict[str, bool] = {}
        self._personal = personal_cookies()
        self._beacon = reverse("read")
        self._beacon_headers: rules.Headers = []
        self._secure = settings.SECURE_PROXY_SSL_HEADER

    def __call__(self, environ: Environ, start: Start) -> Any:
        method = environ["REQUEST_METHOD"]
        try:
            if method in ("GET", "HEAD"):
                if self._is_strangers(environ) and not environ.get("QUERY_STRING"):
                    page = self.store.get(environ["PATH_INFO"])
                    if page is not None:
                        return self._send(page, environ, start)
                    if is_bakeable(environ["PATH_INFO"]):
                        return self._bake(environ, start)
            elif method == "POST" and environ["PATH_INFO"] == self._beacon and self.spool is not None:
                headers = self._headers_of_beacon()
                if self._is_strangers(environ) and beacons.take(environ, self.spool):
                    start("204 No Content", headers)
                    return []
        except Exception:
            # A store that fails must cost time, not pages.
            logger.exception("Answering %s before Django failed", environ.get("PATH_INFO"))
        return self.django(environ, start)

    def _is_strangers(self, environ: Environ) -> bool:
        """Nobody we could know, at an address of ours, and not to be sent to https first."""
        return (
            not rules.is_personal(
                environ.get("HTTP_COOKIE", ""), environ.get("HTTP_AUTHORIZATION", ""), self._personal
            )
            and self._is_ours(environ.get("HTTP_HOST", ""))
            and not environ.get("SCRIPT_NAME")
            and (not settings.SECURE_SSL_REDIRECT or self._is_secure(environ))
        )

    def _is_ours(self, host: str) -> bool:
        known = self._hosts.get(host)
        if known is None:
            domain, _port = split_domain_port(host)
            known = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
            if len(self._hosts) < MOST_HOSTS:
                self._hosts[host] = known
        return known

    def _is_secure(self, environ: Environ) -> bool:
        if self._secure is not None:
            name, value = self._secure
            if name in environ:
                return bool(environ[name].split(",", 1)[0].strip() == value)
        return bool(environ.get("wsgi.url_scheme") == "https")

    def _send(self, page: Ready, environ: Environ, start: Start) -> Iterable[bytes]:
        status, headers, body = page.answer(
            environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", "")
        )
        start(status, headers)
        return body if environ["REQUEST_METHOD"] == "GET" else []

    def _bake(self, environ: Environ, start: Start) -> Iterable[bytes]:
        loaf = bake(environ["PATH_INFO"], self.store)
        if loaf.page is not None:
            loaf.response.close()
            return self._send(loaf.page, environ, start)
        return _pass_on(loaf.response, environ, start)

    def _headers_of_beacon(self) -> rules.Headers:
        """Those that Django gives to any request of this address; asked once."""
        if not self._beacon_headers:
            _request, response = answer_of(self._beacon)
            response.close()
            self._beacon_headers = list(response.items())
        return self._beacon_headers


def _pass_on(response: HttpResponse, environ: Environ, start: Start) -> Iterable[bytes]:
    """An answer that may not be kept, as Django's own handler would send it."""
    headers = [*response.items(), *(("Set-Cookie", each.OutputString()) for each in response.cookies.values())]
    start(f"{response.status_code} {response.reason_phrase}", headers)
    return response if environ["REQUEST_METHOD"] == "GET" else _closed(response)


def _closed(response: HttpResponse) -> Iterable[bytes]:
    response.close()
    return []
