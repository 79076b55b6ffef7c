"""Renders an address as a stranger would see it, whoever asked, and keeps the answer if it may be kept."""

import io
import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_started
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.models import Site

from kb import shown
from portal.baking import rules
from portal.baking.page import Ready, baked, ready
from portal.baking.store import Store

logger = logging.getLogger(__name__)
WAGTAIL = "wagtail_serve"


@dataclass(frozen=True, slots=True)
class Loaf:
    """What came of baking: Django's answer, and the finished page unless `why` it can't be one."""

    response: HttpResponse
    page: Ready | None
    why: str = ""


@cache
def _django() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def is_bakeable(path: str) -> bool:
    """Does this address (as in PATH_INFO) belong to a view or to pages that mark themselves?"""
    try:
        decoded = path.encode("latin-1").decode()
        with translation.override(translation.get_language_from_path(decoded) or settings.LANGUAGE_CODE):
            match = resolve(decoded)
    except (UnicodeError, Resolver404):
        return False
    return match.url_name == WAGTAIL or hasattr(match.func, shown.KEEPABLE)


def bake(path: str, store: Store) -> Loaf:
    """Renders and stores. The answer is for whoever asked too: nothing of their request is in it."""
    since, now = store.moment(), time.time()
    with shown.noting() as notes:
        request, response = answer_of(path)
    why = _refusal(request, response)
    if why:
        return Loaf(response, None, why)
    tags = {*notes, shown.tree(response.get("Content-Language", settings.LANGUAGE_CODE))}
    page = baked([(str(key), str(value)) for key, value in response.items()], response.content, tags, now)
    if not store.put(path, page, since):
        why = "changed while it was baked"
    return Loaf(response, ready(page), why)


def answer_of(path: str) -> tuple[WSGIRequest, HttpResponse]:
    """Django's answer to a stranger; it must be closed, as a request ends with it."""
    environ = _environ(path)
    request_started.send(sender=bake, environ=environ)
    request = WSGIRequest(environ)
    response: Any = _django().get_response(request)
    return request, response


def _refusal(request: WSGIRequest, response: HttpResponse) -> str:
    if settings.DEBUG or response.streaming or getattr(request, "is_preview", False):
        return "a draft, a stream or somebody's workshop"
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        return "made for somebody"
    why = rules.refusal(
        response.status_code,
        response.headers,
        response.content,
        marked=hasattr(response, shown.KEEPABLE),
        cookies=bool(response.cookies),
        token=bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE")),
    )
    if not why and Site.objects.count() > 1:
        # Addresses would depend on the host that was asked; one shop has one.
        why = "several sites"
    if why and hasattr(response, shown.KEEPABLE):
        logger.warning("%s can't be kept: %s", request.path, why)
    return why


def _environ(path: str) -> dict[str, Any]:
    """The request of a stranger without cookies, languages or preferences, at the shop's own address."""
    site = urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        # What is kept for a day may not come from a database that is a moment behind (portal.parts.replica).
        "aftercare.kept": True,
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value if site.scheme == "https" else "http"
    return environ
