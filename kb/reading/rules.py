"""Reading time: what a beacon may say, how a view is classed, and the arithmetic of the report."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.models.reading import Device, Source

MAX_MS = 30 * 60 * 1000  # a view never counts for longer than this
MAX_BEACONS = 500  # five timed ones and one each time the page is left; more is a machine
FEWEST_READERS = 5  # figures of fewer readers are not shown, they might point at one of them
KEEP_VIEWS = timedelta(days=30)
KEEP_COUNTERS = timedelta(days=395)
REPORT_DAYS = 28

# What a page saw its reader do next, as its script says it, and the field that keeps it.
OUTCOMES = {"c": "contacted", "r": "searched", "n": "voted_no"}

BUCKET_EDGES = (5, 15, 30, 60, 180, 600)  # seconds; bucket 0 is "opened, never timed", 7 is over 600 s

_BOTS = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_-]|crawl|spider|slurp|headless|lighthouse|preview|monitor|uptime|scrap|fetch|facebookexternalhit"
    r"|python|curl|wget|java/|go-http|okhttp|libwww|phantom|selenium",
    re.IGNORECASE,
)


class Reading(models.TextChoices):
    BOUNCE = "bounce", _("Left at once")
    GLANCE = "glance", _("Glanced")
    SCAN = "scan", _("Scanned")
    READ = "read", _("Read")
    STRUGGLE = "struggle", _("Struggled")


class NotABeacon(ValueError):
    """The message isn't one that our script sends."""


@dataclass(frozen=True, slots=True)
class Beacon:
    """Totals of one view so far: the server keeps the largest, so order and repetition don't matter."""

    view: uuid.UUID
    number: int
    active_ms: int
    visible_ms: int
    scroll_percent: int
    end_seen: bool
    device: str
    source: str
    outcomes: frozenset[str] = frozenset()


def parse(fields: Mapping[str, str]) -> Beacon:
    """A beacon from its form fields, with every figure forced into its range.

    Raises NotABeacon for anything our script can't have sent.
    """
    view, number = fields.get("v", ""), fields.get("n", "")
    if not re.fullmatch(r"[0-9a-f]{32}", view):
        raise NotABeacon("view")
    beacon_number = _whole(number)
    if beacon_number > MAX_BEACONS:
        raise NotABeacon("number")
    visible = min(_whole(fields.get("s", "")), MAX_MS)
    device, source = fields.get("d", ""), fields.get("f", "")
    if device not in Device.values or source not in Source.values:
        raise NotABeacon("device or source")
    return Beacon(
        view=uuid.UUID(view),
        number=beacon_number,
        active_ms=min(_whole(fields.get("a", "")), visible),
        visible_ms=visible,
        scroll_percent=min(_whole(fields.get("m", "")), 100),
        end_seen=fields.get("e") == "1",
        device=device,
        source=source,
        outcomes=frozenset(OUTCOMES[letter] for letter in fields.get("o", "")[:9] if letter in OUTCOMES),
    )


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise NotABeacon("number expected")
    return int(text)


def is_machine(user_agent: str, purpose: str) -> bool:
    """Bots, and browsers that fetch a page nobody looks at yet."""
    return not user_agent or bool(_BOTS.search(user_agent)) or "prefetch" in purpose or "prerender" in purpose


def bucket(active_ms: int, timed: bool) -> int:
    """0 for a view that was never timed, else 1 to 7 by its seconds of active reading."""
    if not timed:
        return 0
    return 1 + sum(active_ms >= edge * 1000 for edge in BUCKET_EDGES)


def classify(active_ms: int, scroll_percent: int, end_seen: bool, expected_seconds: int) -> Reading:
    """What kind of reading a view was, against the time the whole text takes."""
    seconds = active_ms / 1000
    ratio = seconds / max(expected_seconds, 1)
    if seconds < 10 and scroll_percent < 25 and ratio < 0.8:
        return Reading.BOUNCE
    if ratio > 2.5:
        return Reading.STRUGGLE
    if ratio >= 0.8 or (end_seen and ratio >= 0.5):
        return Reading.READ
    return Reading.SCAN if ratio >= 0.3 else Reading.GLANCE


def quantile(ordered: Sequence[int], share: float) -> float:
    """The value below which this share of an ordered, non-empty row lies, interpolated between neighbours."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
