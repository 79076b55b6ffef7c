"""What pages of the help centre show. Everything about articles passes kb.access first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Sum, Value, When
from django.db.models.functions import Coalesce, Substr
from wagtail.models import Page

from kb.access import visible_to
from kb.models import ArticlePage, HelpHomePage, TopicPage
from kb.rules import Reader

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
class Crumb:
    title: str
    url: str


def topics(language: str, user: Reader | None = None) -> list[TopicCard]:
    """The topics of the help home in this language that hold an article this reader may see."""
    home = HelpHomePage.objects.live().filter(locale__language_code=language).first()
    return topics_below(home, user) if home else []


def topics_below(parent: Page, user: Reader | None) -> list[TopicCard]:
    """The topics directly below a page, with the number of articles anywhere below each."""
    found = TopicPage.objects.child_of(parent).live()
    branch = Substr("path", 1, len(parent.path) + STEP)
    counted = visible_to(user).descendant_of(parent).order_by().annotate(branch=branch)
    counts = Counter(dict(counted.values_list("branch").annotate(Count("pk"))))
    return [
        TopicCard(topic.title, topic.summary, topic.icon, topic.url, counts[topic.path])
        for topic in found
        if counts[topic.path]
    ]


def articles_in(topic: Page, user: Reader | None) -> list[ArticleLink]:
    """The articles directly in a topic, in the editors' order."""
    return _links(visible_to(user).child_of(topic))


def popular_articles(language: str, limit: int) -> list[ArticleLink]:
    """The public articles most opened in the month the counters hold, unread ones in the editors' order."""
    return _links(_by_views(visible_to(None).filter(locale__language_code=language))[:limit])


def related_articles(article: ArticlePage, user: Reader | None, limit: int = 4) -> list[ArticleLink]:
    """Others of the same topic, then of its neighbours, then what most people read; each by readers."""
    near = Case(
        When(path__startswith=article.path[:-STEP], then=Value(0)),
        When(path__startswith=article.path[: (HOME_DEPTH + 1) * STEP], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    others = visible_to(user).filter(locale_id=article.locale_id).exclude(pk=article.pk).annotate(near=near)
    return _links(_by_views(others, "near")[:limit])


def breadcrumbs(page: Page) -> list[Crumb]:
    """The help home and the topics above a page."""
    above = page.get_ancestors().live().filter(depth__gte=HOME_DEPTH)
    return [Crumb(each.title, each.url) for each in above]


def readable_translations(article: ArticlePage, user: Reader | None) -> dict[str, str]:
    """Language code to address, for every language this reader may read the article in, its own included."""
    found = visible_to(user).filter(translation_key=article.translation_key).select_related("locale")
    return {each.locale.language_code: each.url for each in found}


def _by_views(articles, first: str | None = None):  # type: ignore[no-untyped-def]
    ranked = articles.annotate(opened=Coalesce(Sum("reading_days__views"), 0))
    return ranked.order_by(*([first] if first else []), F("opened").desc(), "path")


def _links(articles: Iterable[ArticlePage]) -> list[ArticleLink]:
    return [ArticleLink(each.pk, each.title, each.short_answer, each.url) for each in articles]
