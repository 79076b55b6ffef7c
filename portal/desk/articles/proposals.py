"""Articles that fit a case: of where it stands first, then of what the customer wrote, in the customer's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language_info

from kb.access import visible_to
from kb.figures.queries import latest_votes
from kb.flags.queries import flagged
from kb.models import ArticlePage, StateArticle
from kb.reading.rules import FEWEST_READERS
from kb.search.find import find
from portal.desk.articles.pages import address
from portal.desk.articles.standing import standing
from portal.desk.models import ArticleLink
from returns.models import Case, Message, ReadArticle

MOST = 5
MOST_BY_STATE = 2
# These have a key: Alt and the number.
WITH_KEYS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """The article in a language the customer did not choose."""

    pk: int
    language: str


@dataclass(frozen=True)
class Proposal:
    """helped: percent of readers who voted, None when too few did. others: where there is none in her language."""

    pk: int
    title: str
    url: str
    answer: str = ""
    language: str = ""
    why: str = ""
    helped: int | None = None
    is_flagged: bool = False
    sent_at: datetime | None = None
    was_read: bool = False
    is_foreign: bool = False
    others: tuple[Offer, ...] = ()
    key: int = 0

    @property
    def insertion(self) -> str:
        return f"{self.answer}\n\n{self.title}\n{self.url}"


def proposals(case: Case, messages: Sequence[Message]) -> list[Proposal]:
    """Only what the customer may read, each article once."""
    words = [message.body for message in messages if message.author == Message.Author.CUSTOMER]
    reasons = standing(case)
    by_state = _chosen(case, reasons)
    return _proposed(case, by_state, _found(case, " ".join([case.subject, *words[-1:]])))


def searched(case: Case, text: str) -> list[Proposal]:
    """What an agent looked for, as the customer would get it."""
    return _proposed(case, {}, _found(case, text))


def _found(case: Case, text: str) -> list[int]:
    return [hit.page_id for hit in find(text, language=case.language, user=case.customer).best]


def _chosen(case: Case, reasons: Mapping[str, str]) -> dict[int, str]:
    """Article -> why: what editors chose for the states, for this language before that for all."""
    rows = StateArticle.objects.filter(state__in=reasons, language__in=("", case.language)).order_by("language")
    chosen = dict(rows.values_list("state", "article_id"))
    found: dict[int, str] = {}
    for state, why in reasons.items():
        if state in chosen:
            found.setdefault(chosen[state], why)
    return found


def _proposed(case: Case, by_state: Mapping[int, str], found: Iterable[int]) -> list[Proposal]:
    wanted = dict.fromkeys([*by_state, *list(found)[: MOST + MOST_BY_STATE]])
    if not wanted:
        return []
    keys = ArticlePage.objects.filter(pk__in=wanted).order_by().values("translation_key")
    written = visible_to(case.customer).filter(translation_key__in=keys).defer("body")
    by_key: dict[Any, dict[str, ArticlePage]] = {}
    by_pk: dict[int, ArticlePage] = {}
    for page in written:
        by_key.setdefault(page.translation_key, {})[page.locale.language_code] = page
        by_pk[page.pk] = page
    picked: dict[int, str] = {}
    for pk in wanted:
        asked = by_pk.get(pk)
        if asked is not None:
            best = by_key[asked.translation_key].get(case.language, asked)
            picked.setdefault(best.pk, by_state.get(pk, ""))
    kept = [*[pk for pk, why in picked.items() if why][:MOST_BY_STATE], *[pk for pk, why in picked.items() if not why]]
    shown = [by_pk[pk] for pk in kept[:MOST]]
    known = _Known.of(case, shown, list(by_pk))
    return [known.proposal(page, picked[page.pk], by_key[page.translation_key], at) for at, page in enumerate(shown)]


@dataclass(frozen=True)
class _Known:
    """What is known of the articles on one page, and of what this customer had of them."""

    case: Case
    votes: Mapping[int, tuple[int, int]]
    flags: frozenset[int]
    sent: Mapping[int, datetime]
    read: frozenset[int]

    @classmethod
    def of(cls, case: Case, shown: Sequence[ArticlePage], every: Sequence[int]) -> "_Known":
        hers = Q(case=case) | Q(case__customer=case.customer_id) if case.customer_id else Q(case=case)
        sent = ArticleLink.objects.filter(hers, page__in=every).order_by("sent_at").values_list("page_id", "sent_at")
        read = ReadArticle.objects.filter(hers, article_id__in=every).values_list("article_id", flat=True)
        return cls(case, latest_votes(shown), flagged([page.pk for page in shown]), dict(sent), frozenset(read))

    def proposal(self, page: ArticlePage, why: str, versions: Mapping[str, ArticlePage], at: int) -> Proposal:
        yes, total = self.votes.get(page.pk, (0, 0))
        ids = {each.pk for each in versions.values()}
        is_foreign = page.locale.language_code != self.case.language
        others = [Offer(each.pk, _name(code)) for code, each in sorted(versions.items()) if each.pk != page.pk]
        return Proposal(
            pk=page.pk,
            title=page.title,
            url=address(page),
            answer=page.summary,
            language=_name(page.locale.language_code),
            why=why,
            helped=round(100 * yes / total) if total >= FEWEST_READERS else None,
            is_flagged=page.pk in self.flags,
            sent_at=max((self.sent[pk] for pk in ids if pk in self.sent), default=None),
            was_read=not self.read.isdisjoint(ids),
            is_foreign=is_foreign,
            others=tuple(others) if is_foreign else (),
            key=at + 1 if at < WITH_KEYS else 0,
        )


def _name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])
