"""Asking for a copy or an erasure, taking it back, and doing what is due: rows first, the queue is only speed."""

import logging
import tempfile
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from orders.files import discard, keep_stream
from portal.accounts.models import DataRequest, PrivacySettings, User
from portal.accounts.privacy import signals
from portal.accounts.privacy.erasing import erase
from portal.accounts.privacy.files import discard_after_commit
from portal.accounts.privacy.packing import pack
from portal.accounts.privacy.queries import exports_over, open_request, requests_due
from portal.accounts.privacy.registry import areas
from portal.accounts.privacy.subject import Subject, address_hash, of_account, of_address

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
Kind, State = DataRequest.Kind, DataRequest.State
log = logging.getLogger(__name__)


def ask_export(user: User, language: str, now: datetime) -> DataRequest:
    """The one being packed, else a new start. An older copy goes: two would be two chances to lose one."""
    for old in DataRequest.objects.filter(user=user, kind=Kind.EXPORT, state=State.READY):
        close_export(old, now)
    return _ask(user, Kind.EXPORT, language, now, due_at=now)


def ask_erasure(user: User, language: str, now: datetime) -> DataRequest:
    """Done after the days to think it over. Until then nothing changes, and she may take it back."""
    due_at = now + timedelta(days=PrivacySettings.load().undo_days)
    request = _ask(user, Kind.ERASE, language, now, due_at=due_at)
    if request.due_at and request.due_at > now:
        day = timezone.localdate(request.due_at)
        transaction.on_commit(lambda: signals.erasure_planned.send(DataRequest, request=request, day=day), robust=True)
    return request


def _ask(user: User, kind: str, language: str, now: datetime, due_at: datetime) -> DataRequest:
    if known := open_request(user, kind):
        return known
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(
                kind=kind,
                user=user,
                email=user.email,
                address_hash=address_hash(user.email),
                language=language,
                asked_at=now,
                due_at=due_at,
                total=len(areas()) if kind == Kind.EXPORT else 0,
            )
    except IntegrityError:
        # Two clicks: the first one asked.
        return DataRequest.objects.get(user=user, kind=kind, due_at__isnull=False)
    if due_at <= now:
        transaction.on_commit(lambda: answer_request.enqueue(request.pk), robust=True)
    return request


def stop_erasure(request: DataRequest, now: datetime) -> bool:
    """False: too late, or it was stopped before."""
    waiting = DataRequest.objects.filter(pk=request.pk, kind=Kind.ERASE, state=State.WAITING)
    stopped = waiting.update(state=State.STOPPED, due_at=None, finished_at=now)
    if stopped:
        transaction.on_commit(lambda: signals.erasure_stopped.send(DataRequest, request=request), robust=True)
    return bool(stopped)


@task()
def answer_request(request_id: int) -> bool:
    """Pack or erase. True when this call did it; another worker's lease is left alone."""
    now = timezone.now()
    if not requests_due(now).filter(pk=request_id).update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    request = DataRequest.objects.select_related("user").get(pk=request_id)
    if request.attempts > MOST_ATTEMPTS:
        DataRequest.objects.filter(pk=request.pk).update(state=State.FAILED, due_at=None)
        log.error("request %s about personal data failed %s times; the admin lists it", request.pk, MOST_ATTEMPTS)
        return False
    try:
        return _export(request) if request.kind == Kind.EXPORT else _erase(request, now)
    except Exception as error:
        # Whatever it was, its text may be the person's: only its kind stays.
        log.exception("request %s about personal data", request.pk)
        wait = now + timedelta(minutes=2**request.attempts)
        DataRequest.objects.filter(pk=request.pk).update(due_at=wait, error=type(error).__name__)
        return False


def subject_of(request: DataRequest, until: datetime) -> Subject:
    return of_account(request.user, until) if request.user else of_address(request.email, until)


def _export(request: DataRequest) -> bool:
    now = timezone.now()
    mine = DataRequest.objects.filter(pk=request.pk, state=State.WAITING, attempts=request.attempts)

    def tell(done: int) -> None:
        mine.update(done=done, due_at=timezone.now() + LEASE)

    with tempfile.TemporaryFile() as file:
        pack(subject_of(request, now), request.language, file, now, tell)
        file.seek(0)
        name = keep_stream("exports", ".zip", file)
    ready = timezone.now()
    done = mine.update(state=State.READY, file=name, due_at=None, expires_at=ready + KEPT_FOR, error="")
    if not done:
        discard(name)
        return False
    request.refresh_from_db()
    signals.export_ready.send(DataRequest, request=request)
    return True


def _erase(request: DataRequest, now: datetime) -> bool:
    subject = subject_of(request, now)
    for area in areas():
        area.search(subject)
    with transaction.atomic():
        kept = erase(subject, request, now)
        DataRequest.objects.filter(pk=request.pk).update(
            state=State.DONE, due_at=None, finished_at=now, email="", error="", summary={"kept": kept}
        )
    return True


def close_export(request: DataRequest, now: datetime) -> None:
    """The file goes, the row stays as proof that the request was answered."""
    DataRequest.objects.filter(pk=request.pk).update(
        state=State.DONE, file="", expires_at=None, finished_at=request.finished_at or now, token_hash=""
    )
    if request.file:
        discard_after_commit(str(request.file.name))


def sweep_exports(now: datetime) -> int:
    count = 0
    for request in exports_over(now):
        close_export(request, now)
        count += 1
    return count
