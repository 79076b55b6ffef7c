"""What people searched for in vain, and articles that were left alone for long; a second run adds nothing."""

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from kb.models import ArticlePage, SearchQuery

DAYS = 90
# Language, text, searches a week, share without a result, share opened, share that became a case.
ASKED = (
    ("en", "gift card balance", 14, 1.0, 0.0, 0.12),
    ("en", "balance of my gift card", 5, 1.0, 0.0, 0.1),
    ("en", "change delivery address", 11, 0.0, 0.2, 0.2),
    ("en", "size chart", 9, 0.0, 0.15, 0.05),
    ("en", "shop opening hours", 6, 1.0, 0.0, 0.05),
    ("en", "where is my parcel", 30, 0.0, 0.8, 0.03),
    ("pl", "karta podarunkowa", 12, 1.0, 0.0, 0.1),
    ("pl", "karty podarunkowe", 4, 1.0, 0.0, 0.1),
    ("pl", "zmiana adresu dostawy", 13, 0.0, 0.2, 0.22),
    ("pl", "godziny otwarcia sklepu", 16, 1.0, 0.0, 0.06),
    ("pl", "raty", 7, 1.0, 0.0, 0.04),
    ("pl", "gdzie jest paczka", 34, 0.0, 0.8, 0.03),
    ("ru", "подарочная карта", 6, 1.0, 0.0, 0.1),
    ("ru", "изменить адрес доставки", 5, 0.0, 0.2, 0.2),
    ("ru", "где посылка", 12, 0.0, 0.8, 0.03),
)
AGES = (420, 300, 230)  # days


def make_searches(today: date) -> int:
    """Returns how many counts were added. The same on every machine."""
    if SearchQuery.objects.filter(day__lt=today).exists():
        return 0
    dice = Random(2)  # noqa: S311 -- a story, not a secret
    rows = []
    for language, text, weekly, empty, opened, became_case in ASKED:
        for back in range(1, DAYS + 1, 3):
            searches = max(1, round(weekly * 3 / 7 * dice.uniform(0.5, 1.5)))
            without = round(searches * empty)
            rows.append(
                SearchQuery(
                    day=today - timedelta(days=back),
                    language=language,
                    text=text,
                    searches=searches,
                    without_result=without,
                    results=0 if without else dice.randint(2, 6),
                    clicks=round(searches * opened),
                    places=round(searches * opened) * 2,
                    cases=sum(dice.random() < became_case for _ in range(searches)),
                )
            )
    SearchQuery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    age_articles(timezone.now())
    return len(rows)


def age_articles(now: datetime) -> None:
    """Every thirteenth article, in all its languages, was published long ago; some should have been reviewed."""
    names = sorted(set(ArticlePage.objects.live().values_list("source_id", flat=True)))
    for number, name in enumerate(names[::13]):
        when = now - timedelta(days=AGES[number % len(AGES)])
        review = when.date() + timedelta(days=180) if number % 2 else None
        ArticlePage.objects.filter(source_id=name).update(
            first_published_at=when, last_published_at=when, checked_at=when, review_date=review
        )
