"""Half a year of readers for the editors' reports: finished days as counters, the last two as views.

A second run adds nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from kb.figures.rules import View, tally
from kb.models import ArticleDay, ArticlePage, ArticleView, ReadingDay, Vote
from kb.models.reading import Device, Source
from kb.reading.rules import bucket
from kb.rules import Audience

DAYS = 180
LATEST = 2
# How readers came to an article is told for a month only.
SOURCES_DAYS = 40
# Weight, share of the whole text's time, how far down, end seen.
MANNERS = ((15, 0.05, 10, False), (25, 0.3, 45, False), (50, 0.9, 100, True), (10, 2.6, 100, True))
WEIGHTS = [manner[0] for manner in MANNERS]
BUSY = (1.25, 1.15, 1.05, 1.0, 1.0, 0.75, 0.6)  # Monday to Sunday
REASONS = (Vote.Reason.NOT_ASKED, Vote.Reason.UNCLEAR, Vote.Reason.DID_NOT_WORK, Vote.Reason.OUTDATED, "")


@dataclass(frozen=True, slots=True)
class Fortune:
    """What becomes of an article: readers a day, how many of them fail, how many of those who vote are glad."""

    readers: float
    failing: float
    liked: float


def fortune(place: int, dice: Random) -> Fortune:
    """Few articles have most readers, every ninth fails many of them, and nobody ever finds the last ones."""
    readers = 0.0 if place % 41 == 40 else 7 / (1 + place % 41) ** 0.8
    if place % 9 == 4:
        return Fortune(readers, dice.uniform(0.35, 0.5), dice.uniform(0.25, 0.4))
    return Fortune(readers, dice.uniform(0.03, 0.12), dice.uniform(0.65, 0.95))


def make_readings(today: date) -> int:
    """Returns how many views were added. The same readers come on every machine."""
    if ArticleDay.objects.filter(day__lt=today).exists():
        return 0
    dice = Random(1)  # noqa: S311 -- a story, not a secret
    days: dict[tuple[int, date, str], Counter[str]] = defaultdict(Counter)
    ways: Counter[tuple[int, date, str, str, int]] = Counter()
    views: list[ArticleView] = []
    votes: list[Vote] = []
    # Agents are not counted.
    articles = (
        ArticlePage.objects.live()
        .exclude(audience=Audience.AGENTS)
        .order_by("locale__language_code", "source_id", "pk")
    )
    for place, article in enumerate(articles.defer("body")):
        fate = fortune(place, dice)
        for day in readers_days(fate, dice, today):
            device = dice.choice((Device.SMALL, Device.SMALL, Device.LARGE))
            source, view = dice.choice(Source.values), reading(article.expected_seconds, fate, dice)
            if day >= today - timedelta(days=LATEST - 1):
                views.append(row(article, day, device, source, view, dice))
            else:
                days[article.pk, day, device].update(tally(view, article.expected_seconds))
            if day >= today - timedelta(days=SOURCES_DAYS):
                ways[article.pk, day, device, source, bucket(view.active_ms, view.timed)] += 1
            if view.voted_no or (view.end_seen and dice.random() < 0.2):
                votes.append(vote(article, day, not view.voted_no and dice.random() < fate.liked, dice))
    keep(days, ways, today)
    ArticleView.objects.bulk_create(views, batch_size=500)
    Vote.objects.bulk_create(votes, batch_size=1000)
    return len(views) + sum(counts["views"] for counts in days.values())


def keep(
    days: dict[tuple[int, date, str], Counter[str]], ways: Counter[tuple[int, date, str, str, int]], today: date
) -> None:
    ArticleDay.objects.bulk_create(
        (ArticleDay(article_id=pk, day=day, device=device, **counts) for (pk, day, device), counts in days.items()),
        batch_size=500,
    )
    ReadingDay.objects.bulk_create(
        (
            ReadingDay(article_id=pk, day=day, device=device, source=source, bucket=step, views=views)
            for (pk, day, device, source, step), views in ways.items()
            if day < today - timedelta(days=LATEST - 1)
        ),
        batch_size=1000,
    )


def readers_days(fate: Fortune, dice: Random, today: date) -> Iterator[date]:
    """The day of each reader; they get more from month to month."""
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        expected = fate.readers * BUSY[day.weekday()] * (1.2 - 0.4 * back / DAYS) * dice.uniform(0.6, 1.4)
        for _ in range(int(expected) + (dice.random() < expected % 1)):
            yield day


def reading(expected_seconds: int, fate: Fortune, dice: Random) -> View:
    _weight, part, percent, end_seen = dice.choices(MANNERS, WEIGHTS)[0]
    if dice.random() > 0.92:
        return View(timed=False)
    active_ms = int(expected_seconds * 1000 * part * dice.uniform(0.6, 1.4))
    if dice.random() >= fate.failing:
        return View(True, active_ms, percent, end_seen)
    went = dice.choice(("contacted", "searched", "searched", "voted_no"))
    return View(True, active_ms, percent, end_seen, **{went: True})


def row(article: ArticlePage, day: date, device: str, source: str, view: View, dice: Random) -> ArticleView:
    return ArticleView(
        id=UUID(int=dice.getrandbits(128), version=4),
        article=article,
        day=day,
        device=device,
        source=source,
        timed=view.timed,
        active_ms=view.active_ms,
        visible_ms=int(view.active_ms * 1.3),
        scroll_percent=view.scroll_percent,
        end_seen=view.end_seen,
        contacted=view.contacted,
        searched=view.searched,
        voted_no=view.voted_no,
    )


def vote(article: ArticlePage, day: date, helpful: bool, dice: Random) -> Vote:
    reason = "" if helpful else dice.choice(REASONS)
    return Vote(article=article, revision_id=article.live_revision_id, helpful=helpful, day=day, reason=reason)
