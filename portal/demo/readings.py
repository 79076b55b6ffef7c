"""A month of readers for the editors' report; a second run adds nothing."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

from kb.models import ArticlePage, ArticleView, Vote
from kb.models.reading import Device, Source

DAYS = 27
# Share of views, how much of the whole text's time, how far down, end seen.
MANNERS = ((0.15, 0.05, 10, False), (0.25, 0.3, 45, False), (0.5, 0.9, 100, True), (0.1, 2.6, 100, True))


def make_readings(today: date) -> int:
    """Returns how many views were added. The same readers come on every machine."""
    if ArticleView.objects.filter(day__lt=today).exists():
        return 0
    dice = Random(1)  # noqa: S311 -- a story, not a secret
    views: list[ArticleView] = []
    votes: list[Vote] = []
    for article in ArticlePage.objects.live().public().order_by("source_id", "locale__language_code"):
        new = list(readers_of(article, dice, today))
        liked = dice.uniform(0.55, 0.95)
        views += new
        votes += [
            Vote(article=article, revision_id=article.live_revision_id, helpful=dice.random() < liked, day=view.day)
            for view in new
            if view.end_seen and dice.random() < 0.6
        ]
    ArticleView.objects.bulk_create(views, batch_size=500)
    Vote.objects.bulk_create(votes, batch_size=500)
    return len(views)


def readers_of(article: ArticlePage, dice: Random, today: date) -> Iterator[ArticleView]:
    for _ in range(dice.randint(3, 60)):
        _share, part, percent, end_seen = dice.choices(MANNERS, [manner[0] for manner in MANNERS])[0]
        active_ms = int(article.expected_seconds * 1000 * part * dice.uniform(0.6, 1.4))
        yield ArticleView(
            id=UUID(int=dice.getrandbits(128), version=4),
            article=article,
            day=today - timedelta(days=dice.randint(1, DAYS)),
            device=dice.choice((Device.SMALL, Device.SMALL, Device.LARGE)),
            source=dice.choice(Source.values),
            timed=dice.random() < 0.9,
            active_ms=active_ms,
            visible_ms=int(active_ms * 1.3),
            scroll_percent=percent,
            end_seen=end_seen,
        )
