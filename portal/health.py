"""Two questions a load balancer asks: is the process alive, and may it get visitors?"""

import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.operations import checks
from portal.operations.access import is_monitoring, is_operator
from portal.operations.version import version

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Names what works; why something does not is for a monitoring and operators only, everybody else's is the log."""
    parts = {name: works(check) for name, check in CHECKS.items()}
    said = {} if not parts["database"] else {name: asked(check) for name, check in checks.NEEDED.items()}
    broken = {name: "failed" for name, each in said.items() if each.state == "fail"}
    is_ready = all(parts.values()) and not broken
    answer: dict[str, object] = {**{name: "ok" if fine else "failed" for name, fine in parts.items()}, **broken}
    if may_see_details(request, parts["database"]):
        if parts["database"]:
            said |= {name: asked(check) for name, check in checks.WATCHED.items()}
        answer = details(parts, said, is_ready)
    return JsonResponse(
        answer, status=200 if is_ready else 503, json_dumps_params={"indent": 1, "ensure_ascii": False}
    )


def may_see_details(request: HttpRequest, has_database: bool) -> bool:
    """Sessions are rows: without the database only the token and the address are known."""
    return is_monitoring(request) or (has_database and is_operator(request))


def asked(check: checks.Check) -> checks.Said:
    try:
        return check(timezone.now())
    except Exception:
        logger.exception("A health check failed")
        return checks.Said("fail", "It could not be looked at.", "The reason is in the log.")


def details(parts: dict[str, bool], said: dict[str, checks.Said], is_ready: bool) -> dict[str, object]:
    """status: ready, degraded (visitors are served, something is late) or not ready; then each part and what to do."""
    first = {name: checks.FINE if fine else checks.Said("fail", *BROKEN[name]) for name, fine in parts.items()}
    every = first | said
    is_fine = all(each.state == "ok" for each in every.values())
    status = "not ready" if not is_ready else "ready" if is_fine else "degraded"
    return {"status": status, "version": version(), "parts": {name: each.as_dict() for name, each in every.items()}}


def works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever a driver raises means the same here; a probe must answer, not crash.
        logger.exception("A health check failed")
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def cache_keeps() -> bool:
    key = f"health-{secrets.token_hex(8)}"
    cache.set(key, "kept", 10)
    kept = cache.get(key) == "kept"
    cache.delete(key)
    return kept


def index_can_be_used() -> bool:
    """The search folder is there and ours, or can be made."""
    if not settings.SEARCH_URL.startswith("whoosh://"):
        return True
    folder = Path(settings.SEARCH_URL.removeprefix("whoosh://"))
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)


BROKEN = {
    "database": ("The database does not answer.", "Is it running? The reason is in the log."),
    "cache": ("The cache keeps nothing.", "Is CACHE_URL right? For a table, run `manage.py createcachetable`."),
    "search": ("The folder of the search index can't be used.", "Give it to the user the site runs as."),
}
CHECKS = {"database": database_answers, "cache": cache_keeps, "search": index_can_be_used}
