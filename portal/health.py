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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Names what works; the reason for a failure is in the log, not on the page."""
    parts = {name: works(check) for name, check in CHECKS.items()}
    answer = {name: "ok" if fine else "failed" for name, fine in parts.items()}
    return JsonResponse(answer, status=200 if all(parts.values()) else 503)


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


CHECKS = {"database": database_answers, "cache": cache_keeps, "search": index_can_be_used}
