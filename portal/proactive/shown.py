"""Offers ready for a page: at most two at once, only what still holds, and what was shown is noted."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from kb.rules import Audience
from portal.proactive.actions import note_seen
from portal.proactive.models import Nudge, RuleName
from portal.proactive.queries import holds
from portal.proactive.words import LABELS, targets, words
from returns.hours.queries import promise
from returns.hours.wording import sentence

MOST = 2
FOR_GUESTS = (Audience.PUBLIC,)
FOR_CUSTOMERS = (Audience.PUBLIC, Audience.SIGNED_IN)


@dataclass(frozen=True, slots=True)
class Way:
    label: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    pk: int
    title: str
    text: str
    icon: str
    ways: tuple[Way, ...]
    # Title and address of the article that explains it; "" without one.
    article: str
    article_url: str


def show(
    rows: Iterable[Nudge],
    now: datetime,
    *,
    without: Collection[str] = (),
    guest: bool = False,
    page_of: Model | None = None,
    request: HttpRequest | None = None,
) -> dict[str, Any]:
    """{"offers", "promise"}: `without` names ways that lead to where the reader is. Empty: nothing to show."""
    kept = [row for row in rows if holds(row, now)][:MOST]
    if not kept:
        return {}
    fresh = [row.pk for row in kept if row.seen_at is None]
    if fresh:
        # A busy database: the page matters more than the note.
        with suppress(DatabaseError):
            note_seen(fresh, now)
    return {
        "offers": [ready(row, without, FOR_GUESTS if guest else FOR_CUSTOMERS) for row in kept],
        "promise": sentence(promise("question", now, page_of=page_of, request=request)),
    }


def ready(row: Nudge, without: Collection[str], audiences: Collection[str]) -> Shown:
    said = words(row)
    article = row.article if row.rule != RuleName.ARTICLE else None
    readable = article is not None and article.live and article.audience in audiences
    return Shown(
        pk=row.pk,
        title=said.title,
        text=said.text,
        icon=said.icon,
        ways=tuple(Way(LABELS[name], go(row, name)) for name in targets(row) if name not in without),
        article=(vars(row).get("here_title") or article.title) if article is not None and readable else "",
        article_url=go(row, "article") if readable else "",
    )


def go(row: Nudge, name: str) -> str:
    return reverse("proactive:go", args=[row.pk, name])
