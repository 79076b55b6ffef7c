"""How readers come to an article: by searching, by a link, or straight to it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Sum

from kb.figures.rules import Period
from kb.models import ArticleView, ReadingDay
from kb.models.reading import Source
from kb.reading.rules import FEWEST_READERS


@dataclass(frozen=True, slots=True)
class Sources:
    """Shares of views; None: fewer than five readers."""

    search: float | None = None
    link: float | None = None
    direct: float | None = None


def sources(article_id: int, period: Period) -> Sources:
    last = ReadingDay.objects.aggregate(last=Max("day"))["last"] or date.min
    between = {"article_id": article_id, "day__range": (period.since, period.today)}
    recent = ArticleView.objects.filter(**between, day__gt=last).order_by().values_list("source")
    folded = ReadingDay.objects.filter(**between).order_by().values_list("source")
    found = Counter(dict(recent.annotate(n=Count("pk"))))
    found.update(dict(folded.annotate(n=Sum("views"))))
    total = found.total()
    if total < FEWEST_READERS:
        return Sources()
    return Sources(*(found[source] / total for source in (Source.SEARCH, Source.LINK, Source.DIRECT)))
