"""What pages of the help centre show. Everything about articles passes kb.access first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.query import PageQuerySet

from kb import shown
from kb.access import visible_to
from kb.addresses import address
from kb.models import ArticlePage, HelpHomePage, StateArticle, TopicPage
from kb.rules import Reader, audiences_for
from kb.variables import filled

STEP = Page.steplen
HOME_DEPTH = 2


@dataclass(frozen=True, slots=True)
class TopicCard:
    title: str
    summary: str
    icon: str
    url: str
    articles: int


@dataclass(frozen=True, slots=True)
class ArticleLink:
    pk: int
    title: str
    summary: str
    url: str


@dataclass(frozen=True, slots=True)
class ForeignLink:
    title: str
    url: str
    language_code: str


@dataclass(frozen=True, slots=True)
class Crumb:
    title: str
    url: str


class Found(NamedTuple):
    """What lists need of an article: a whole page is forty columns and costs ten times as much."""

    pk: int
    title: str
    short_answer: str
    path: str
    url_path: str
    translation_key: UUID
    language: str


COLUMNS = ("pk", "title", "short_answer", "path", "url_path", "translation_key", "locale__language_code")


def topics(language: str, user: Reader | None = None, request: HttpRequest | None = None) -> list[TopicCard]:
    """The topics of the help home in this language that hold an article this reader may see.

    Here and below: with the request at hand, Wagtail looks up the site's root only once for the whole page.
    """
    homes = HelpHomePage.objects.live().filter(locale__language_code=language)
    if shown.is_noted() and (pk := homes.values_list("pk", flat=True).first()):
        shown.note(shown.below(pk))
    path = Subquery(homes.order_by("path").values("path")[:1])
    return _cards(TopicPage.objects.live().filter(path__startswith=path, depth=HOME_DEPTH + 1), user, request)


def topics_below(parent: Page, user: Reader | None, request: HttpRequest | None = None) -> list[TopicCard]:
    """The topics directly below a page, with the number of articles anywhere below each."""
    shown.note(shown.below(parent.pk))
    return _cards(TopicPage.objects.child_of(parent).live(), user, request)


def _cards(topics: PageQuerySet[TopicPage], user: Reader | None, request: HttpRequest | None) -> list[TopicCard]:
    """One query: the articles of each are a stretch of the index over paths, as no step of a path is above ZZZZ."""
    end = Concat(OuterRef("path"), Value("Z" * STEP))
    inside = visible_to(user).filter(path__gt=OuterRef("path"), path__lt=end).order_by()
    count = inside.values(all=Value(1)).annotate(count=Count("pk")).values("count")
    found = topics.order_by("path").annotate(articles=Coalesce(Subquery(count), 0)).filter(articles__gt=0)
    rows = found.values_list("title", "summary", "icon", "url_path", "articles")
    roots = _roots(request)
    return [TopicCard(title, summary, icon, address(path, roots), count) for title, summary, icon, path, count in rows]


def articles_in(topic: Page, user: Reader | None, request: HttpRequest | None = None) -> list[ArticleLink]:
    """The articles directly in a topic, in the editors' order."""
    shown.note(shown.below(topic.pk))
    return _links(_found(visible_to(user).child_of(topic)), request)


def popular_articles(language: str, limit: int, request: HttpRequest | None = None) -> list[ArticleLink]:
    """The public articles most opened while the counters remember, unread ones in the editors' order."""
    shown.note(shown.READERS, shown.articles(language))
    public = visible_to(None).filter(locale__language_code=language)
    return _links(_by_views(public, limit), request)


def related_articles(
    article: ArticlePage, user: Reader | None, request: HttpRequest | None = None, limit: int = 4
) -> list[ArticleLink]:
    """Those the editor chose, in this article's language, as far as this reader may see them; without any, others of
    the same topic, then of its neighbours, then what most people read; each by readers."""
    place = {key: at for at, key in enumerate(article.chosen.values_list("related__translation_key", flat=True))}
    if place:
        shown.note(shown.articles(article.locale.language_code))
        found = visible_to(user).filter(locale_id=article.locale_id, translation_key__in=place).exclude(pk=article.pk)
        if links := _links(sorted(_found(found), key=lambda each: place[each.translation_key]), request):
            return links
    near = Case(
        When(path__startswith=article.path[:-STEP], then=Value(0)),
        When(path__startswith=article.path[: (HOME_DEPTH + 1) * STEP], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    others = visible_to(user).filter(locale_id=article.locale_id).exclude(pk=article.pk).annotate(near=near)
    nearest = _by_views(others, limit, "near")
    if shown.is_noted():
        shown.note(shown.READERS, _reach(article, nearest, limit))
    return _links(nearest, request)


def _reach(article: ArticlePage, found: Sequence[Found], limit: int) -> str:
    """The note for the smallest part of the tree where one more article could change the related ones."""
    for path in (article.path[:-STEP], article.path[: (HOME_DEPTH + 1) * STEP]):
        if len([each for each in found if each.path.startswith(path)]) == limit:
            return shown.below(Page.objects.values_list("pk", flat=True).get(path=path))
    return shown.articles(article.locale.language_code)


def breadcrumbs(page: Page, request: HttpRequest | None = None) -> list[Crumb]:
    """The help home and the topics above a page."""
    roots = _roots(request)
    paths = [page.path[:end] for end in range(HOME_DEPTH * STEP, len(page.path), STEP)]
    found = Page.objects.live().filter(path__in=paths).values_list("pk", "title", "url_path")
    above = list(found.order_by("depth"))
    shown.note(*(shown.page(pk) for pk, _title, _path in above))
    return [Crumb(title, address(url_path, roots)) for _pk, title, url_path in above]


def readable_translations(
    article: ArticlePage, user: Reader | None, request: HttpRequest | None = None
) -> dict[str, str]:
    """Language code to address, for every language this reader may read the article in, its own included."""
    roots = _roots(request)
    found = visible_to(user).filter(translation_key=article.translation_key)
    rows = list(found.order_by("path").values_list("pk", "locale__language_code", "url_path"))
    shown.note(shown.translations(article.translation_key), *(shown.page(pk) for pk, _code, _path in rows))
    return {code: address(url_path, roots) for _pk, code, url_path in rows}


def open_translations(page: Page, user: Reader | None, request: HttpRequest | None = None) -> dict[str, str]:
    """The same for a topic or home: a topic whose articles are all hidden from this reader is hidden too."""
    found = type(page).objects.live().filter(translation_key=page.translation_key).order_by("path")
    rows = list(found.values_list("pk", "path", "locale__language_code", "url_path"))
    hidden = _hidden([path for _pk, path, _code, _url_path in rows], user) if isinstance(page, TopicPage) else set()
    rows = [row for row in rows if row[1] not in hidden]
    shown.note(shown.translations(page.translation_key), *(shown.page(row[0]) for row in rows))
    roots = _roots(request)
    return {code: address(url_path, roots) for _pk, _path, code, url_path in rows}


def _hidden(topics: Sequence[str], user: Reader | None) -> set[str]:
    """Of topics, by their paths, those that hold articles but none for this reader. One query."""
    inside = reduce(or_, (Q(path__startswith=path) for path in topics), Q(pk__in=()))
    topic = Case(*(When(path__startswith=path, then=Value(path)) for path in topics), output_field=CharField())
    below = ArticlePage.objects.live().filter(inside).order_by().annotate(topic=topic)
    audiences = audiences_for(user)
    held: dict[str, bool] = {}
    for path, audience in below.values_list("topic", "audience").distinct():
        held[path] = held.get(path, False) or audience in audiences
    return {path for path, for_this_reader in held.items() if not for_this_reader}


def articles_for(
    states: Sequence[str], language: str, user: Reader | None, request: HttpRequest | None = None
) -> list[ArticleLink]:
    """The article of each state that has one, without doubles, in the order of the states.

    What the editor chose for this language; else what she chose for all, in this language if this reader may see it
    so, else as she chose it; else none. Two queries however many.
    """
    rows = StateArticle.objects.filter(state__in=states, language__in=("", language))
    wanted = {
        (state, own): (key, pk)
        for state, own, key, pk in rows.values_list("state", "language", "article__translation_key", "article_id")
    }
    if not wanted:
        return []
    keys = {key for key, _pk in wanted.values()}
    readable = _found(visible_to(user).filter(translation_key__in=keys))
    translated: dict[UUID | None, Found] = {
        each.translation_key: each for each in readable if each.language == language
    }
    chosen: dict[int | None, Found] = {each.pk: each for each in readable}
    found = []
    for state in states:
        own_key, own_pk = wanted.get((state, language), (None, None))
        key, pk = wanted.get((state, ""), (None, None))
        found.append(chosen.get(own_pk) or translated.get(own_key) or translated.get(key) or chosen.get(pk))
    return _links(dict.fromkeys(each for each in found if each), request)


def article_elsewhere(path: str, language: str, user: Reader | None) -> ForeignLink | None:
    """The article that has this address below the help home of any language: in the reader's, else in its own.

    Nothing for an article that this reader may not see, so that a guessed address tells nothing.
    """
    homes = HelpHomePage.objects.live().values_list("url_path", flat=True)
    found = visible_to(user).filter(url_path__in=[f"{home}{path}" for home in homes]).select_related("locale").first()
    if found is None:
        return None
    best = _by_language(found, user).get(language, found)
    return ForeignLink(best.title, best.get_url() or "", best.locale.language_code)


def _by_language(article: ArticlePage, user: Reader | None) -> dict[str, ArticlePage]:
    """What this reader may see of an article and its translations."""
    found = visible_to(user).filter(translation_key=article.translation_key).select_related("locale")
    return {each.locale.language_code: each for each in found}


def _by_views(articles: PageQuerySet[ArticlePage], limit: int, *first: str) -> list[Found]:
    # The columns are named before the sum, which is grouped by them; whole rows would be grouped by forty.
    rows = articles.order_by().values_list(*COLUMNS, *first).annotate(opened=Coalesce(Sum("reading_days__views"), 0))
    return [Found(*row[: len(COLUMNS)]) for row in rows.order_by(*first, F("opened").desc(), "path")[:limit]]


def _found(articles: PageQuerySet[ArticlePage]) -> list[Found]:
    return [Found(*row) for row in articles.values_list(*COLUMNS)]


def _links(articles: Iterable[Found], request: HttpRequest | None) -> list[ArticleLink]:
    roots = _roots(request)
    articles = list(articles)
    shown.note(*(shown.page(each.pk) for each in articles))
    return [
        ArticleLink(each.pk, each.title, filled(each.short_answer, each.language), address(each.url_path, roots))
        for each in articles
    ]


def _roots(request: HttpRequest | None) -> HttpRequest | SimpleNamespace:
    """What the places of the help homes are remembered on: asked for each page anew they are a query each."""
    return request or SimpleNamespace()
