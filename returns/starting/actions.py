"""Begin, keep and throw away what a customer starts. Each takes the person and the clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from orders.access import may_act_on
from orders.models import Order
from returns.access import Member, uploads_of
from returns.actions import drop_uploads
from returns.errors import FormUsed, NotAllowed, Refused
from returns.models import Draft
from returns.starting import rules
from returns.starting.access import drafts_of

KEPT_FOR = timedelta(days=30)
MOST_DRAFTS = 20


class TooManyDrafts(Refused):
    message = _("You have begun many things and not sent them. Please send one or throw one away first.")


def begin(
    *, by: Member, key: UUID, kind: str, order: Order, now: datetime, items: Mapping[int, int] | None = None
) -> Draft:
    """A draft of her own; `items`: pieces by order line, where they are known already.

    The page carries the key: a second click, or the back button, leads to the same draft.
    Raises NotAllowed, TooManyDrafts, FormUsed.
    """
    if kind not in rules.STEPS or not may_act_on(by, order):
        raise NotAllowed
    mine = drafts_of(by, now)
    if first := mine.filter(key=key).first():
        return first
    if mine.count() >= MOST_DRAFTS:
        raise TooManyDrafts
    data = {"items": {"lines": {str(pk): count for pk, count in items.items()}}} if items else {}
    try:
        with transaction.atomic():
            return Draft.objects.create(
                owner_id=by.pk,
                key=key,
                kind=kind,
                order=order,
                data=data,
                created_at=now,
                updated_at=now,
                expires_at=now + KEPT_FOR,
            )
    except IntegrityError:
        first = mine.filter(key=key).first()
        if first is None:
            raise FormUsed from None
        return first


def fill_in(draft: Draft, step: str, values: Mapping[str, Any], now: datetime) -> Draft:
    """Keep one step; what another device wrote into the others meanwhile stays. A draft thrown away stays so."""
    with transaction.atomic():
        fresh = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if fresh is None:
            return draft
        fresh.data = {**fresh.data, step: dict(values)}
        fresh.updated_at, fresh.expires_at = now, now + KEPT_FOR
        fresh.save(update_fields=["data", "updated_at", "expires_at"])
    draft.data = fresh.data
    return draft


def throw_away(draft: Draft, *, by: Member) -> None:
    """Nothing of it stays, its waiting files neither."""
    pks = list(uploads_of(by, draft.key).values_list("pk", flat=True))
    Draft.objects.filter(pk=draft.pk).delete()
    drop_uploads(by=by, key=draft.key, pks=pks)


def sweep_drafts(now: datetime) -> int:
    """Forget what nobody went on with for 30 days; its files go with the next sweep of files."""
    return Draft.objects.filter(expires_at__lte=now).delete()[0]
