"""What the figures mean: pure arithmetic, no database and no clock. The words for it are in definitions.py."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.reading.rules import FEWEST_READERS, Reading, classify

SHORT_MS = 60_000
EDGES = (0, 5, 10, 15, 20, 30, 45, 60, 75, 90, 120, 180, 240, 300, 450, 600)  # seconds, as ArticleDay has them
LONGEST_SECONDS = 1800
CLASSES = tuple(reading.value for reading in Reading)
ADDED = (
    "views", "timed", "engaged", "solved", "short_solved", "short_failed", "long_failed",
    "contacted", "searched", "voted_no", *CLASSES, *(f"seconds_{edge}" for edge in EDGES),
)  # fmt: skip

WEIGHTS = {"solved": 0.45, "votes": 0.25, "read": 0.15, "fresh": 0.15}
PRIOR_VIEWS = 20
FEWEST_FOR_SCORE = 30
FADES_IN = timedelta(days=180)
# Without a review date of its own an article is due a year after somebody last looked at it.
REVIEW_AFTER = timedelta(days=365)
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class View:
    """One opening of an article, as far as it is known."""

    timed: bool
    active_ms: int = 0
    scroll_percent: int = 0
    end_seen: bool = False
    contacted: bool = False
    searched: bool = False
    voted_no: bool = False


def tally(view: View, expected_seconds: int) -> list[str]:
    """The counters that grow by one. A view that never reported a time counts as opened and as nothing else.

    Failed: its reader went to ask us, searched again or voted no. Solved: not failed, and either shorter than a
    minute or scanned or read. Engaged: half of the text's time, or its end was seen.
    """
    if not view.timed:
        return ["views"]
    reading = classify(view.active_ms, view.scroll_percent, view.end_seen, expected_seconds)
    outcomes = [name for name in ("contacted", "searched", "voted_no") if getattr(view, name)]
    short, failed = view.active_ms < SHORT_MS, bool(outcomes)
    edge = max(edge for edge in EDGES if view.active_ms >= edge * 1000)
    names = ["views", "timed", reading.value, f"seconds_{edge}", *outcomes]
    if view.end_seen or view.active_ms / 1000 >= 0.5 * max(expected_seconds, 1):
        names.append("engaged")
    if short:
        names.append("short_failed" if failed else "short_solved")
    elif failed:
        names.append("long_failed")
    if not failed and (short or reading in (Reading.SCAN, Reading.READ)):
        names.append("solved")
    return names


def quantile(counts: Sequence[int], share: float) -> float:
    """Seconds below which this share lies, from how many fell into each step of EDGES; exact to its step.

    At least one count must be above zero.
    """
    wanted, passed = share * sum(counts), 0
    for edge, until, count in zip(EDGES, (*EDGES[1:], LONGEST_SECONDS), counts, strict=True):
        if count and passed + count >= wanted:
            return edge + (until - edge) * (wanted - passed) / count
        passed += count
    raise ValueError("nothing was counted")


def wilson(successes: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); 0 to 1 as long as nobody was asked."""
    if not total:
        return 0.0, 1.0
    share, square = successes / total, Z95**2
    middle = share + square / (2 * total)
    half = Z95 * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    low, high = (middle - half) / (1 + square / total), (middle + half) / (1 + square / total)
    return max(0.0, low), min(1.0, high)


def shrunk(successes: int, total: int, site: float) -> float:
    """A share drawn towards the site's as long as few views speak: twenty views of the site are added."""
    return (successes + PRIOR_VIEWS * site) / (total + PRIOR_VIEWS)


def due_date(review_date: date | None, looked_at: date | None) -> date | None:
    return review_date or (looked_at + REVIEW_AFTER if looked_at else None)


def freshness(due: date | None, today: date, setting_changed: bool = False) -> float:
    """1 until the review is due, then down to 0 within 180 days; 0 if a fact it tells changed since its review."""
    if setting_changed or due is None:
        return 0.0
    return min(1.0, max(0.0, 1 - (today - due) / FADES_IN))


@dataclass(frozen=True, slots=True)
class Quality:
    """The score and its four parts, each from 0 to 1; n is the timed views behind it, coverage their share."""

    solved: float
    votes: float
    read: float
    fresh: float
    n: int
    coverage: float

    @property
    def score(self) -> float:
        """0 to 100."""
        return 100 * sum(weight * getattr(self, part) for part, weight in WEIGHTS.items())

    @property
    def sure(self) -> bool:
        """Enough views to show the score in full; greyed otherwise."""
        return self.n >= FEWEST_FOR_SCORE


def quality(readings: "Readings", votes: tuple[int, int], site_solved: float, fresh: float) -> Quality:
    """`votes` are (helpful, all) on the last two revisions; `site_solved` is the share of the whole site."""
    counts = readings.counts
    timed, views = counts.get("timed", 0), counts.get("views", 0)
    return Quality(
        solved=shrunk(counts.get("solved", 0), timed, site_solved),
        votes=wilson(*votes)[0],
        read=counts.get("engaged", 0) / timed if timed else 0.0,
        fresh=fresh,
        n=timed,
        coverage=timed / views if views else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Readings:
    """What a number of views add up to. Every figure is None while fewer than five readers stand behind it."""

    counts: Mapping[str, int]

    def _of(self, name: str, among: str) -> float | None:
        total = self.counts.get(among, 0)
        return self.counts.get(name, 0) / total if total >= FEWEST_READERS else None

    def _seconds(self, share: float) -> float | None:
        if self.counts.get("timed", 0) < FEWEST_READERS:
            return None
        return quantile([self.counts.get(f"seconds_{edge}", 0) for edge in EDGES], share)

    @property
    def views(self) -> int | None:
        views = self.counts.get("views", 0)
        return views if views >= FEWEST_READERS else None

    @property
    def coverage(self) -> float | None:
        return self._of("timed", "views")

    @property
    def median(self) -> float | None:
        return self._seconds(0.5)

    @property
    def p25(self) -> float | None:
        return self._seconds(0.25)

    @property
    def p75(self) -> float | None:
        return self._seconds(0.75)

    @property
    def under_minute(self) -> float | None:
        solved, failed = self.short_solved, self.short_failed
        return None if solved is None or failed is None else solved + failed

    @property
    def short_solved(self) -> float | None:
        return self._of("short_solved", "timed")

    @property
    def short_failed(self) -> float | None:
        return self._of("short_failed", "timed")

    @property
    def failed(self) -> float | None:
        long = self._of("long_failed", "timed")
        return None if long is None or self.short_failed is None else self.short_failed + long

    @property
    def solved(self) -> float | None:
        return self._of("solved", "timed")

    @property
    def engaged(self) -> float | None:
        return self._of("engaged", "timed")

    @property
    def classes(self) -> dict[str, float | None]:
        """The share of each class of reading."""
        return {name: self._of(name, "timed") for name in CLASSES}


def change(now: float | None, before: float | None) -> float | None:
    """How much more there is than in the period before: 0.25 is a quarter more. None without a "before"."""
    return (now - before) / before if now is not None and before else None


@dataclass(frozen=True, slots=True)
class Period:
    """This many days up to today, and as many before."""

    today: date
    days: int

    @property
    def since(self) -> date:
        return self.today - timedelta(days=self.days - 1)

    @property
    def before(self) -> "Period":
        return Period(self.since - timedelta(days=1), self.days)
