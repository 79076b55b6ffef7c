"""An article from a case: its texts as they were written, and the draft once nothing in them is about a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.html import linebreaks
from django.utils.text import slugify

from kb.models import ArticlePage, TopicPage
from portal.accounts.models import User
from portal.desk.articles.known import known_of
from portal.desk.articles.personal import Finding, Known, find_personal, replaced
from portal.desk.models import ArticleDraft, ArticleLink
from returns.models import Case, Message

LONGEST_SHORT = 320
LONGEST_TITLE = 255
# What mostly begins and ends a letter says nothing to other readers.
FIELDS = ("title", "short_answer", "body")


@dataclass(frozen=True, slots=True)
class Texts:
    """What other customers would read."""

    title: str
    short_answer: str
    body: str

    @property
    def together(self) -> str:
        return "\n\n".join((self.title, self.short_answer, self.body))


def texts_of(case: Case, message_id: int | None = None) -> Texts:
    """The customer's question and our answer to it: the one that was chosen, else the latest."""
    answers = case.messages.filter(author=Message.Author.AGENT, internal=False).order_by("-created_at", "-pk")
    answer = answers.filter(pk=message_id).first() if message_id else answers.first()
    body = _without_links(answer, case) if answer else ""
    return Texts(_one_line(case.subject)[:LONGEST_TITLE], _first_sentences(body), body)


def _without_links(answer: Message, case: Case) -> str:
    """A short link leads to this customer's article and counts her reading: its address must not travel."""
    links = ArticleLink.objects.filter(message=answer).values_list("code", flat=True)
    body = answer.body
    for code in links:
        body = body.replace(f"{settings.SITE_URL}/a/{code}/", "")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t:]+\n", "\n", body)).strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_sentences(body: str) -> str:
    """As many whole sentences of the longest of the first paragraphs as fit into a short answer."""
    paragraphs = [_one_line(part) for part in re.split(r"\n\s*\n", body) if part.strip()]
    said = max(paragraphs[:3], key=len, default="")
    kept = ""
    for sentence in re.split(r"(?<=[.!?…])\s+", said):
        if len(kept) + len(sentence) + 1 > LONGEST_SHORT:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or said[:LONGEST_SHORT]


@dataclass(frozen=True, slots=True)
class Review:
    """What an agent looks at before anything is kept."""

    texts: Texts
    known: Known
    findings: tuple[Finding, ...]

    def undecided(self, decisions: Mapping[str, str | None]) -> list[Finding]:
        return [each for each in self.findings if each.value not in decisions]

    def cleaned(self, decisions: Mapping[str, str | None]) -> Texts:
        given = dict(decisions)
        title, short, body = (replaced(getattr(self.texts, name), self.known, given) for name in FIELDS)
        return Texts(_one_line(title)[:LONGEST_TITLE], _one_line(short)[:LONGEST_SHORT], body.strip())


def review(case: Case, texts: Texts) -> Review:
    known = known_of(case)
    every: dict[str, Finding] = {}
    # Field by field: what is found must be found again when it is replaced.
    for name in FIELDS:
        for each in find_personal(getattr(texts, name), known):
            before = every.get(each.value)
            every[each.value] = Finding(each.kind, each.value, each.times + (before.times if before else 0))
    return Review(texts, known, tuple(every.values()))


@transaction.atomic
def make_draft(case: Case, topic: TopicPage, texts: Texts, *, by: User, now: datetime) -> ArticlePage:
    """A draft under the topic, in its editors' workflow where there is one. Readers see nothing of it.

    Agents have no permission on pages: this action is what they may do.
    """
    page: ArticlePage = topic.add_child(
        instance=ArticlePage(
            title=texts.title,
            slug=_slug(topic, texts.title),
            short_answer=texts.short_answer,
            body=[("text", _rich(texts.body))] if texts.body else [],
            locale=topic.locale,
            owner=by,
            live=False,
            has_unpublished_changes=True,
        )
    )
    page.save_revision(user=by, log_action="wagtail.create")
    ArticleDraft.objects.create(page=page, case=case, made_by=by, made_at=now)
    if (workflow := page.get_workflow()) is not None:
        workflow.start(page, by)
    return page


def _rich(text: str) -> str:
    """Paragraphs; every sign of the text as it is."""
    return linebreaks(text, autoescape=True)


def _slug(topic: TopicPage, title: str) -> str:
    """A free address below the topic, of the title's letters."""
    base = slugify(title, allow_unicode=True)[:200] or "article"
    taken = set(topic.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(each for each in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if each not in taken)
