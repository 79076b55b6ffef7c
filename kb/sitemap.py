"""Which addresses search engines may know: live pages that everybody may read, each with its translations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from kb.access import visible_to
from kb.models import HelpHomePage, TopicPage


@dataclass(frozen=True, slots=True)
class Entry:
    """Addresses are absolute; alternates maps languages and x-default to them, empty without a translation."""

    address: str
    changed_at: datetime | None
    alternates: dict[str, str] = field(default_factory=dict)


def entries(request: HttpRequest) -> list[Entry]:
    """Help homes, topics that lead to a public article, public articles; the same number of queries for any number."""
    articles = list(visible_to(None).select_related("locale"))
    places = {article.path[: at * Page.steplen] for article in articles for at in range(2, article.depth)}
    homes = HelpHomePage.objects.live().select_related("locale")
    topics = TopicPage.objects.live().select_related("locale")
    pages = [*homes, *(topic for topic in topics if topic.path in places), *articles]
    return [entry for each in translations(pages) for entry in described(each, request)]


def translations(pages: Iterable[Page]) -> Iterable[list[Page]]:
    def key(page: Page) -> UUID:
        return page.translation_key

    return [list(group) for _key, group in groupby(sorted(pages, key=key), key)]


def described(pages: list[Page], request: HttpRequest) -> Iterable[Entry]:
    addresses = {page.locale.language_code: f"{settings.SITE_URL}{page.get_url(request) or ''}" for page in pages}
    alternates: dict[str, str] = {}
    if len(addresses) > 1:
        first = addresses.get(settings.LANGUAGE_CODE) or next(iter(addresses.values()))
        alternates = {**addresses, "x-default": first}
    for page in pages:
        yield Entry(addresses[page.locale.language_code], page.last_published_at, alternates)
