"""Readers and voters for tests of the figures: views with round numbers, on the day that the test lives in."""

from datetime import date
from itertools import count
from typing import Any

from kb.models import ArticleView, Vote

TODAY = date(2026, 3, 28)
_numbers = count(1)


def views(article: Any, *seconds: int | None, day: date = TODAY, device: str = "l", **fields: Any) -> None:
    """One view for each time given; None was opened and never timed."""
    ArticleView.objects.bulk_create(
        ArticleView(
            id=f"{next(_numbers):032x}",
            article_id=article.pk,
            day=day,
            device=device,
            source=fields.get("source", "d"),
            timed=each is not None,
            active_ms=(each or 0) * 1000,
            **{name: value for name, value in fields.items() if name != "source"},
        )
        for each in seconds
    )


def votes(article: Any, yes: int, no: int, day: date = TODAY, revision: int | None = None, reason: str = "") -> None:
    """About the revision that is live, unless another is given."""
    shown = revision or article.live_revision_id
    Vote.objects.bulk_create(
        [Vote(article_id=article.pk, revision_id=shown, helpful=True, day=day) for _ in range(yes)]
        + [Vote(article_id=article.pk, revision_id=shown, helpful=False, day=day, reason=reason) for _ in range(no)]
    )
