"""find() answers a question with a page of articles, suggest() completes one that is being typed."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language_info

from kb.access import visible_to
from kb.rules import Reader
from kb.search.engine import KEY_AS_TEXT, Answers, Engine, Place, answers
from kb.search.facets import Facet, Topics
from kb.search.found import Found, named, read
from kb.search.hits import Hit, HitMaker, address
from kb.search.promotions import Link, Promoted, promoted
from kb.search.ranking import LONGEST_QUESTION
from kb.search.spelling import did_you_mean
from kb.search.spoken import spoken

PAGE_SIZE = 10
MOST_RESULTS = 100
MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class SearchResults:
    text: str
    hits: list[Hit] = field(default_factory=list)
    # Articles in the site's other languages that answer the question too.
    others: list[Hit] = field(default_factory=list)
    # Answers found in the reader's language, or in the chosen topic of it.
    total: int = 0
    page: int = 1
    pages: int = 1
    did_you_mean: str | None = None
    engine: Engine = "whoosh"
    simplified: bool = False
    # Addresses outside the help centre that editors recommend.
    links: list[Link] = field(default_factory=list)
    # The topics of everything found in the reader's language, and the slug of the chosen one.
    facets: list[Facet] = field(default_factory=list)
    topic: str = ""
    # The other language in which the question is clearly asked; its answers stand first among the others.
    spoken: str | None = None
    spoken_total: int = 0

    @property
    def first_place(self) -> int:
        """The place among all results of the first one on this page."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def found_anywhere(self) -> int:
        """Answers in all topics."""
        return sum(facet.count for facet in self.facets)

    @property
    def spoken_language(self) -> str:
        """The name of the language of the question, in the reader's."""
        return str(get_language_info(self.spoken)["name_translated"]) if self.spoken else ""

    @property
    def in_spoken(self) -> list[Hit]:
        return [hit for hit in self.others if hit.language_code == self.spoken]

    @property
    def elsewhere(self) -> list[Hit]:
        return [hit for hit in self.others if hit.language_code != self.spoken]

    @property
    def best(self) -> list[Hit]:
        """Everything on this page in the order of reading."""
        return [*self.in_spoken, *self.hits, *self.elsewhere]


@dataclass(frozen=True, slots=True)
class Suggestion:
    page_id: int
    title: str
    url: str


def clean(text: str) -> str:
    """What is searched for: no control characters, single spaces, not longer than any question."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] == "C" else letter for letter in text[: LONGEST_QUESTION * 4]
    )
    return " ".join(kept.split())[:LONGEST_QUESTION].strip()


def find(
    text: str,
    *,
    language: str,
    user: Reader | None,
    page: int = 1,
    topic: str = "",
    request: HttpRequest | None = None,
) -> SearchResults:
    """The articles that answer a question, in the reader's language, and a few in the others.

    What editors recommend comes first. `topic` (a slug) keeps only the answers below that topic; one that holds no
    answer is ignored. Shows only what this reader may see, also in every number and in "did you mean". With the
    request at hand Wagtail looks up the site's root once for the whole page.
    """
    text = clean(text)
    if not text:
        return SearchResults(text)
    answered = answers(text, language, user, MOST_RESULTS)
    picked = promoted(answered, language)
    found = _Found.of(answered, picked, language, user)
    here = _Page.of(found, language, topic, page)
    others = found.others(language, MOST_OTHERS) if here.is_first else []
    articles = read(user, [*here.shown, *others])
    maker = HitMaker(answered, found.topics, found.said, request or SimpleNamespace())
    hits = [maker.hit(article) for article in articles]
    asked_in = spoken(text, language, answered, _by_language(articles)) if others else None
    return SearchResults(
        text=text,
        hits=[hit for hit in hits if hit.language_code == language],
        others=[hit for hit in hits if hit.language_code == asked_in or hit.page_id in found.only_elsewhere],
        total=here.total,
        page=here.page,
        pages=here.pages,
        did_you_mean=did_you_mean(text, asked_in or language, answered.guesses[asked_in or language], articles),
        engine=answered.engine,
        simplified=answered.simplified,
        links=picked.links if here.is_first else [],
        facets=here.facets,
        topic=here.topic,
        spoken=asked_in,
        spoken_total=len(found.keys[asked_in]) if asked_in else 0,
    )


def suggest(
    text: str, *, language: str, user: Reader | None, limit: int = 6, request: HttpRequest | None = None
) -> list[Suggestion]:
    """Questions that begin like, or are about, what is being typed."""
    text = clean(text)
    if len(text) < 2:
        return []
    keys = answers(text, language, user, limit, completing=True).keys[language]
    roots = request or SimpleNamespace()
    return [Suggestion(each.pk, each.title, address(each, roots)) for each in named(user, keys)]


@dataclass(frozen=True)
class _Found:
    """Everything found, recommended articles first: page ids by language, and where each page is."""

    keys: dict[str, list[int]]
    paths: dict[int, str]
    said: dict[int, str]
    topics: Topics
    # Answers in other languages whose article was not found in the reader's.
    only_elsewhere: frozenset[int]

    @classmethod
    def of(cls, answered: Answers, picked: Promoted, language: str, user: Reader | None) -> "_Found":
        recommended = _recommended(picked, language, user)
        places = answered.places | {each.pk: each.place for each in recommended}
        paths = {pk: place.path for pk, place in places.items()}
        by_key = {pk: place.translation_key for pk, place in places.items()}
        first: dict[str, list[int]] = {}
        for each in recommended:
            first.setdefault(each.code, []).append(each.pk)
        keys = {code: list(dict.fromkeys([*first.get(code, ()), *found])) for code, found in answered.keys.items()}
        said = {each.pk: each.said for each in recommended}
        shown = [*keys[language], *(pk for code in keys for pk in keys[code][:MOST_OTHERS])]
        read_here = {by_key[pk] for pk in keys[language]}
        elsewhere = frozenset(pk for pk, key in by_key.items() if key not in read_here)
        return cls(keys, paths, said, Topics.above(paths[pk] for pk in shown), elsewhere)

    def others(self, language: str, most: int) -> list[int]:
        return [key for code, found in self.keys.items() if code != language for key in found[:most]]


@dataclass(frozen=True)
class _Page:
    """Which of the answers in the reader's language stand on this page."""

    facets: list[Facet]
    topic: str
    total: int
    page: int
    pages: int
    shown: list[int]

    @classmethod
    def of(cls, found: _Found, language: str, topic: str, page: int) -> "_Page":
        keys = found.keys[language]
        facets = found.topics.facets(found.paths[key] for key in keys)
        if not any(facet.slug == topic for facet in facets):
            topic = ""
        if topic:
            keys = [key for key in keys if found.topics.slug(found.paths[key]) == topic]
        pages = max(1, -(-len(keys) // PAGE_SIZE))
        page = min(max(page, 1), pages)
        return cls(facets, topic, len(keys), page, pages, keys[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])

    @property
    def is_first(self) -> bool:
        """The first page of all topics also shows what stands elsewhere."""
        return self.page == 1 and not self.topic


@dataclass(frozen=True, slots=True)
class _Recommended:
    pk: int
    code: str
    place: Place
    said: str


def _recommended(picked: Promoted, language: str, user: Reader | None) -> list[_Recommended]:
    """The recommended articles this reader may see, each in one language: theirs, else any it is written in."""
    if not picked.articles:
        return []
    rows = visible_to(user).filter(translation_key__in=list(picked.articles)).order_by()
    by_key: dict[UUID, dict[str, tuple[int, Place]]] = {}
    columns = ("pk", "path", "translation_key", KEY_AS_TEXT, "locale__language_code")
    for pk, path, key, text, code in rows.values_list(*columns):
        by_key.setdefault(key, {})[code] = (pk, Place(path, text))
    found = []
    for key, said in picked.articles.items():
        if by_code := by_key.get(key):
            code = language if language in by_code else next(iter(sorted(by_code)))
            pk, place = by_code[code]
            found.append(_Recommended(pk, code, place, said))
    return found


def _by_language(articles: Iterable[Found]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for each in articles:
        found.setdefault(each.code, []).append(each)
    return found
