"""Saying that an article is wrong, and saying what came of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kb.models import ArticleFlag, ArticlePage
from kb.signals import flag_resolved


def flag(article: ArticlePage, *, reason: str, words: str, by: Any, now: datetime, about: str = "") -> ArticleFlag:
    """The same words about the same article from the same place are one flag, however often the form is sent."""
    found, _is_new = ArticleFlag.objects.get_or_create(
        article=article,
        reason=reason,
        words=words,
        about=about,
        resolved_at=None,
        defaults={"flagged_by": by, "flagged_at": now},
    )
    return found


@transaction.atomic
def resolve(flag: ArticleFlag, *, outcome: str, answer: str, by: Any, now: datetime) -> bool:
    """Was it open until now? Whoever is second changes nothing."""
    changed = ArticleFlag.objects.filter(pk=flag.pk, resolved_at=None).update(
        outcome=outcome, answer=answer, resolved_by=by, resolved_at=now
    )
    if changed:
        transaction.on_commit(lambda: flag_resolved.send(sender=ArticleFlag, flag=flag), robust=True)
    return bool(changed)


def found_true(article: ArticlePage, *, by: Any, now: datetime) -> None:
    """An editor read the article and it is true: that answers every open flag on it."""
    for each in ArticleFlag.objects.filter(article=article, resolved_at=None):
        resolve(each, outcome=ArticleFlag.Outcome.RIGHT, answer="", by=by, now=now)
