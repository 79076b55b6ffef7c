"""A tip from its writing to its end: a customer writes and takes back, an editor decides, readers find it helpful."""

import re
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.html import linebreaks
from wagtail.models import Revision
from wagtail.rich_text import RichText

from kb import shown
from kb.models import ArticlePage, Tip
from kb.search import due
from kb.signals import tip_decided
from kb.tasks import index_what_is_due
from kb.tips import rules


class TooManyTips(Exception):
    """She left as many today as we can read."""


@transaction.atomic
def write(user: Any, article: ArticlePage, first_name: str, text: str, now: datetime) -> Tip:
    """Waits for an editor. The same words again are the same tip. Raises TooManyTips."""
    words = rules.plain(text)
    # A form that is sent twice waits here for itself.
    get_user_model().objects.select_for_update().filter(pk=user.pk).first()
    mine = Tip.objects.filter(user_id=user.pk)
    if again := mine.filter(article=article, text=words).first():
        return again
    if mine.filter(written_at__gt=now - rules.DAY).count() >= rules.MOST_A_DAY:
        raise TooManyTips
    return Tip.objects.create(article=article, user_id=user.pk, first_name=first_name, text=words, written_at=now)


def accept(tip: Tip, by: Any, now: datetime) -> None:
    _decide(tip, Tip.State.ACCEPTED, by, now)


def reject(tip: Tip, by: Any, now: datetime, reason: str) -> None:
    _decide(tip, Tip.State.REJECTED, by, now, reason)


@transaction.atomic
def _decide(tip: Tip, state: Tip.State, by: Any, now: datetime, reason: str = "") -> None:
    """Whoever decides the same again changes nothing and tells nobody."""
    decided = Tip.objects.filter(pk=tip.pk).exclude(state=state, reason=reason)
    if decided.update(state=state, reason=reason, decided_at=now, decided_by_id=by.pk):
        tip.refresh_from_db()
        changed(tip.article)
        transaction.on_commit(partial(tip_decided.send_robust, Tip, tip=tip))


@transaction.atomic
def reword(tip: Tip, text: str) -> None:
    """An editor mends a slip; what the customer wrote is kept beside it."""
    words = rules.plain(text)
    if not words or words == tip.text:
        return
    tip.original, tip.text = tip.original or tip.text, words
    if tip.original == tip.text:
        tip.original = ""
    tip.save(update_fields=["text", "original"])
    changed(tip.article)


@transaction.atomic
def put_into_article(tip: Tip, by: Any, now: datetime) -> Revision:
    """A draft of the article with the tip at its end, once. Readers see it when the draft is published, not before."""
    article = ArticlePage.objects.select_for_update().get(pk=tip.article_id)
    draft = article.get_latest_revision_as_object()
    # Two braces would name a value of the shop.
    words = linebreaks(re.sub(r"\{(?=\{)", "{ ", tip.text), autoescape=True)
    if not any(block.block_type == "callout" and block.value["text"].source == words for block in draft.body):
        draft.body.append(("callout", {"kind": "success", "text": RichText(words)}))
    revision = draft.save_revision(user=by, log_action=True)
    _decide(tip, Tip.State.USED, by, now)
    return revision


def find_helpful(tip: Tip) -> None:
    """One reader more. Kept pages may go on showing the number before."""
    Tip.objects.filter(pk=tip.pk).update(helpful=F("helpful") + 1)
    shown.announce(shown.page(tip.article_id), soon=True)


@transaction.atomic
def take_back(user: Any, pk: int) -> bool:
    """Her own tip, gone from everywhere. False: it is not hers."""
    tip = Tip.objects.filter(user_id=user.pk, pk=pk).select_related("article").first()
    if tip is None:
        return False
    tip.delete()
    changed(tip.article)
    return True


@transaction.atomic
def take_back_all(user: Any) -> None:
    articles = list(ArticlePage.objects.filter(tips__user_id=user.pk).distinct())
    Tip.objects.filter(user_id=user.pk).delete()
    for article in articles:
        changed(article)


def changed(article: ArticlePage) -> None:
    """Kept pages of the article are old now, and so is what search knows of it."""
    shown.announce(shown.page(article.pk))
    due.note(article, timezone.now())
    transaction.on_commit(index_what_is_due.enqueue, robust=True)
