"""Throwing pages away when something they show changes, and baking what is missing."""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Page, PageLogEntry

from kb import shown
from kb.announcing import tags_of
from portal.baking.bakery import bake
from portal.baking.queries import addresses
from portal.baking.store import Store, store

logger = logging.getLogger(__name__)

READ_UP_TO = "baking-read-the-log-up-to"
FIRST_LOOK = timedelta(days=1)
TOLD = {f"wagtail.{action}" for action in ("publish", "unpublish", "delete", "move", "reorder", "rename")}


def throw_away(tags: Iterable[str], soon: bool = False) -> None:
    """Pages that show one of these are gone at once; with `soon` they stay until they are made anew."""
    kept = store()
    if kept is not None:
        (kept.due if soon else kept.empty)(tags)


def bake_missing(seconds: float) -> int:
    """Bakes public pages that are not stored or half a day old, for at most `seconds`; returns how many are left."""
    kept = store()
    if kept is None:
        return 0
    until = time.monotonic() + seconds
    wanted = addresses()
    fresh = kept.fresh(wanted)
    missing = [path for path in wanted if path not in fresh]
    for done, path in enumerate(missing):
        if time.monotonic() > until:
            return len(missing) - done
        _bake(path, kept)
    return 0


def _bake(path: str, kept: Store) -> None:
    try:
        with translation.override(settings.LANGUAGE_CODE):
            bake(path, kept).response.close()
    except Exception:
        # One page that can't be rendered must not hold up the others; its reader is told by Django.
        logger.exception("%s can't be baked", path)


def hear_missed_news(now: datetime) -> None:
    """Announces what Wagtail's log knows and nobody announced: the process was killed right after its commit."""
    kept = store()
    if kept is None:
        return
    since = cache.get(READ_UP_TO) or now - FIRST_LOOK
    # An entry becomes visible with its commit, which may be a while after its time.
    entries = PageLogEntry.objects.filter(timestamp__gt=since - timedelta(minutes=5), action__in=TOLD)
    latest = {pk: at.timestamp() for pk, at in entries.order_by("timestamp").values_list("page_id", "timestamp")}
    heard = kept.heard(map(shown.page, latest))
    missed = {pk for pk, at in latest.items() if heard.get(shown.page(pk), 0) < at}
    there = Page.objects.filter(pk__in=missed).specific()
    tags = {tag for page in there for tag in tags_of(page)} | set(map(shown.page, missed))
    if tags:
        kept.empty(tags)
    cache.set(READ_UP_TO, now, None)
