"""Reading from a replica (DATABASE_REPLICA_URL): what a copy a moment old is good enough for, and nothing else.

A replica answers strangers (no session) and staff who read reports, in requests that only read. Whoever has sent a
form reads from the first database for the next seconds, so that nobody misses what they just did; so does every
request from its first write on. Who somebody is and what they may do is always asked of the first database, and so is
what a page shows that will be kept (portal.baking): there a moment would become a day.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

REPLICA, FIRST = "replica", "default"
OWN_WRITES_SECONDS = 10
COOKIE = "wrote"
REPORTS = ("/admin/reports/", "/admin/figures/")
READING = {"GET", "HEAD"}
# Sessions, passwords, keys, permissions, sites and jobs.
NEVER = {
    "accounts", "account", "mfa", "usersessions", "sessions", "auth", "contenttypes", "api", "django_tasks_db",
    "desk.figurestate", "wagtailcore.site", "wagtailcore.locale", "wagtailcore.pageviewrestriction",
}  # fmt: skip

_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)


def may_lag() -> bool:
    return _may_lag.get()


class Router:
    """Django's database router; outside of a request everything is the first database's."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        label = model._meta.label_lower
        if not _may_lag.get() or label in NEVER or label.partition(".")[0] in NEVER:
            return FIRST
        return FIRST if connections[FIRST].in_atomic_block else REPLICA

    def db_for_write(self, model: Any, **hints: Any) -> str:
        _may_lag.set(False)
        return FIRST

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Both are the same data."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == FIRST


class ReadFromReplica:
    """Decides for one request; before everything that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if not settings.DATABASE_ROUTERS:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = _may_lag.set(is_good_enough(request))
        try:
            response = self.get_response(request)
        finally:
            _may_lag.reset(before)
        if request.method not in READING:
            response.set_cookie(
                cookie_name(),
                str(int(time.time())),
                max_age=OWN_WRITES_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def is_good_enough(request: HttpRequest) -> bool:
    if request.method not in READING or cookie_name() in request.COOKIES or request.META.get("aftercare.kept"):
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith(REPORTS)


def cookie_name() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE
