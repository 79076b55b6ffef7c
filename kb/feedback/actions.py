"""Keeping what a reader says about an article, and changing it when she changes her mind."""

from datetime import date

from wagtail.models import Revision

from kb.feedback import rules
from kb.models import ArticlePage, Vote


def vote(article: ArticlePage, revision_id: int, helpful: bool, today: date, earlier: Vote | None = None) -> Vote:
    """One reader's answer to "Did this help?", about the revision that was shown.

    `earlier` is what the same browser said before: about the same revision it is changed, not counted twice.
    """
    shown = Revision.objects.for_instance(article).filter(pk=revision_id).first()
    if earlier is None or earlier.article_id != article.pk or earlier.revision_id != (shown.pk if shown else None):
        return Vote.objects.create(article=article, revision=shown, helpful=helpful, day=today)
    if earlier.helpful != helpful:
        earlier.helpful, earlier.day, earlier.reason, earlier.words = helpful, today, "", ""
        earlier.save(update_fields=["helpful", "day", "reason", "words"])
    return earlier


def explain(given: Vote, reason: str, words: str) -> bool:
    """Why it did not help. False when nothing was said; a yes needs no reason and takes none."""
    kept = rules.masked(words)
    why = rules.reason_of(reason, kept)
    if not why:
        return False
    return bool(Vote.objects.filter(pk=given.pk, helpful=False).update(reason=why, words=kept))


def purge(today: date) -> int:
    """Empties words after 13 months; the votes stay. Returns how many."""
    return Vote.objects.exclude(words="").filter(day__lt=today - rules.KEEP_WORDS).update(words="")
