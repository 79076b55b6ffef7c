"""Data under an address without an account: a link by mail, then a copy or an erasure."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from orders.finding.rules import could_be_token, token_hash
from portal.accounts.models import DataRequest
from portal.accounts.privacy import signals
from portal.accounts.privacy.actions import answer_request
from portal.accounts.privacy.registry import areas
from portal.accounts.privacy.subject import address_hash, has_account

LINK_LASTS = timedelta(hours=24)
Kind, State = DataRequest.Kind, DataRequest.State


@transaction.atomic
def ask(email: str, language: str, now: datetime, by: Any = None) -> DataRequest:
    """The same work for every address: what is held under it is looked up later, by a job (R14)."""
    address = email.strip().lower()
    request = DataRequest.objects.create(
        kind=Kind.EXPORT,
        state=State.ASKED,
        email=address,
        address_hash=address_hash(address),
        language=language,
        asked_by=by,
        asked_at=now,
        link_until=now + LINK_LASTS,
        due_at=now,
    )
    transaction.on_commit(lambda: send_link.enqueue(request.pk), robust=True)
    return request


@task()
def send_link(request_id: int) -> bool:
    """The token stands in the mail and nowhere else. An account's owner is asked to sign in instead."""
    now = timezone.now()
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().filter(pk=request_id, state=State.ASKED).first()
        if request is None or request.due_at is None:
            return False
        request.due_at = None
        if has_account(request.email):
            signals.has_account.send(DataRequest, email=request.email, language=request.language)
            request.state, request.finished_at = State.DONE, now
        else:
            token = secrets.token_urlsafe(32)
            request.token_hash, request.link_until = token_hash(token), now + LINK_LASTS
            signals.request_asked.send(DataRequest, request=request, token=token)
        request.save()
    return True


def links_due(now: datetime) -> Any:
    return DataRequest.objects.filter(state=State.ASKED, due_at__lte=now).order_by("due_at")


def request_for(token: str, now: datetime) -> DataRequest | None:
    if not could_be_token(token):
        return None
    found = DataRequest.objects.filter(token_hash=token_hash(token), user=None, link_until__gt=now).first()
    # Somebody who made an account since then signs in: the link is not a way round its second step.
    return None if found is None or not found.email or has_account(found.email) else found


def start(request: DataRequest, kind: str, now: datetime) -> bool:
    """Pack or erase what is held under the address. False: it is being done already."""
    free = DataRequest.objects.filter(pk=request.pk, due_at=None, state__in=(State.ASKED, State.READY, State.FAILED))
    started = free.update(
        kind=kind, state=State.WAITING, due_at=now, attempts=0, done=0, total=len(areas()), expires_at=None
    )
    if started:
        transaction.on_commit(lambda: answer_request.enqueue(request.pk), robust=True)
    return bool(started)
