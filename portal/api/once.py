"""A write happens once for each Idempotency-Key: its answer is kept in the same transaction as its effect (R40)."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema

from portal.api.models import ApiKey, StoredAnswer
from portal.api.problems import Problem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = timedelta(days=7)
FORM = re.compile(r"[\x21-\x7e]{1,255}")
PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$", "maxLength": 255},
    "description": "1 to 255 letters without spaces, new for each request. The same again gets the same answer.",
}

_lock = threading.Lock()
_running: set[tuple[int, str]] = set()


def write(view: Callable[..., tuple[int, Schema]]) -> Callable[..., HttpResponse]:
    """The view's whole work in one transaction; answered only when it is committed (R42)."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def work() -> tuple[int, str]:
            status, said = view(request, *args, **kwargs)
            return status, said.model_dump_json()

        name = name_in(request)
        if name is None:
            with transaction.atomic():
                status, body = work()
            return _answer(status, body)
        key = vars(request)["auth"]
        with _alone(key.pk, name):
            return _once(key, name, _hash_of(request), work, timezone.now())

    return run


def write_apart(view: Callable[..., tuple[int, Schema]]) -> Callable[..., HttpResponse]:
    """For work that is slow before it writes and once by its own nature: no transaction of ours stays open for it.

    Done twice it comes to the same row and the same answer, so the answer may be kept a moment after the effect.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = name_in(request)
        if name is None:
            status, said = view(request, *args, **kwargs)
            return _answer(status, said.model_dump_json())
        key, request_hash, now = vars(request)["auth"], _hash_of(request), timezone.now()
        with _alone(key.pk, name):
            if known := _known(key, name, request_hash, now):
                return known
            status, said = view(request, *args, **kwargs)
            body = said.model_dump_json()
            return _once(key, name, request_hash, lambda: (status, body), now)

    return run


def name_in(request: HttpRequest) -> str | None:
    name = request.headers.get(HEADER)
    if name is not None and not FORM.fullmatch(name):
        raise Problem("invalid-data", f"{HEADER} must have 1 to 255 visible ASCII characters and no space.")
    return name


def _once(
    key: ApiKey, name: str, request_hash: str, work: Callable[[], tuple[int, str]], now: datetime
) -> HttpResponse:
    with transaction.atomic():
        _alone_in_the_database(key.pk, name)
        if known := _known(key, name, request_hash, now):
            return known
        status, body = work()
        StoredAnswer.objects.create(
            api_key=key, key=name, request_hash=request_hash, status=status, body=body, created_at=now
        )
    return _answer(status, body)


def _known(key: ApiKey, name: str, request_hash: str, now: datetime) -> HttpResponse | None:
    known = StoredAnswer.objects.filter(api_key=key, key=name).first()
    if known and known.created_at < now - KEPT:
        known.delete()
        known = None
    if known is None:
        return None
    if known.request_hash != request_hash:
        raise Problem("key-reused", f"{HEADER} {name} was sent with another method, address or body.")
    response = _answer(known.status, known.body)
    response[REPLAYED] = "true"
    return response


def _answer(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")


def _hash_of(request: HttpRequest) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


@contextmanager
def _alone(pk: int, name: str) -> Iterator[None]:
    """Within this process."""
    with _lock:
        if (pk, name) in _running:
            raise _still_running()
        _running.add((pk, name))
    try:
        yield
    finally:
        with _lock:
            _running.discard((pk, name))


def _alone_in_the_database(pk: int, name: str) -> None:
    """PostgreSQL tells at once; in SQLite one transaction writes at a time, so the other has ended by now."""
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"{pk} {name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise _still_running()


def _still_running() -> Problem:
    return Problem("still-running", f"A request with this {HEADER} is not finished.", headers={"Retry-After": "1"})


def forget_answers(now: datetime) -> int:
    """Called by tick; a client that asks again after a week is a new one."""
    return StoredAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]
