"""Tips as readers, their writers and editors see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest

from kb.access import visible_to
from kb.models import ArticlePage, Tip
from kb.tips import rules

TONES = {Tip.State.WAITING: "info", Tip.State.ACCEPTED: "success", Tip.State.USED: "success"}


@dataclass(frozen=True, slots=True)
class OwnTip:
    """A tip as its writer sees it; without an address when the article is not hers to read any more."""

    pk: int
    title: str
    url: str
    text: str
    original: str
    state: str
    tone: str
    reason: str
    helpful: int
    written_at: datetime


def tips_under(article: ArticlePage) -> list[Tip]:
    """What readers see under an article, the most helpful first. The caller let this reader see the article."""
    return list(accepted(article)[: rules.MOST_SHOWN])


def accepted(article: ArticlePage) -> QuerySet[Tip]:
    return Tip.objects.filter(article=article, state=Tip.State.ACCEPTED).order_by("-helpful", "-written_at")


def tips_by(user: Any, request: HttpRequest | None = None) -> list[OwnTip]:
    """Everything she wrote, the newest first. Two queries however many."""
    tips = list(Tip.objects.filter(user_id=user.pk).select_related("article__locale").order_by("-written_at"))
    readable = set(visible_to(user).filter(pk__in={tip.article_id for tip in tips}).values_list("pk", flat=True))
    return [_own(tip, tip.article_id in readable, request) for tip in tips]


def _own(tip: Tip, readable: bool, request: HttpRequest | None) -> OwnTip:
    return OwnTip(
        pk=tip.pk,
        title=tip.article.title if readable else "…",
        url=(tip.article.get_url(request) or "") if readable else "",
        text=tip.text,
        original=tip.original,
        state=tip.get_state_display(),
        tone=TONES.get(Tip.State(tip.state), "neutral"),
        reason=tip.reason,
        helpful=tip.helpful,
        written_at=tip.written_at,
    )


def queue() -> QuerySet[Tip]:
    """What editors decide, those waiting longest first, then what is decided, the newest first."""
    first = Case(When(state=Tip.State.WAITING, then=Value(0)), default=Value(1))
    waiting_since = Case(When(state=Tip.State.WAITING, then="written_at"))
    found = Tip.objects.select_related("article__locale", "user", "decided_by").annotate(first=first)
    return found.order_by("first", waiting_since, "-decided_at", "-pk")


def waiting() -> int:
    return Tip.objects.filter(state=Tip.State.WAITING).count()
