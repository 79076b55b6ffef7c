"""Addresses of pages, and the page at an address, without Wagtail's queries for each of them.

Where the help homes are is looked up once a request, through Wagtail's own cache, which follows every change of a site
or a home. Language is always the one of the page: /pl/help/… for a Polish one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from kb.models import ArticlePage, HelpHomePage, TopicPage

# As Django quotes what it puts into an address.
UNQUOTED = "!$&'()*+,;=/~:@"
# Where Wagtail remembers the same.
WAGTAILS = "_wagtail_cached_site_root_paths"


@dataclass(frozen=True)
class Root:
    """A help home: where its pages are in the tree (url_path), and where readers find it."""

    site: int
    path: str
    language: str

    @cached_property
    def address(self) -> str:
        with translation.override(self.language):
            return reverse("wagtail_serve", args=("",))


def roots(request: HttpRequest | SimpleNamespace | None) -> list[Root]:
    """All help homes; asked once for each request or other thing to remember it on."""
    kept: dict[str, Any] = vars(request) if request is not None else {}
    if "_help_roots" not in kept:
        found = kept.get(WAGTAILS) or Site.get_site_root_paths()
        kept[WAGTAILS] = found
        kept["_help_roots"] = [Root(site, path, language) for site, path, _url, language in found]
    known: list[Root] = kept["_help_roots"]
    return known


def address(url_path: str, request: HttpRequest | SimpleNamespace | None) -> str:
    """Where readers find the page with this url_path; "" below no help home."""
    for root in roots(request):
        if url_path.startswith(root.path):
            return root.address + quote(url_path[len(root.path) :], safe=UNQUOTED)
    return ""


def page_at(path: str, request: HttpRequest) -> Page | None:
    """The live page that stands exactly here, in the language of the request. None: Wagtail knows better.

    One query for an article, however deep; Wagtail's walk needs several for each level.
    """
    language = translation.get_language()
    homes = [root for root in roots(request) if root.language == language]
    if len(homes) != 1:
        return None
    parts = path.strip("/").split("/")
    url_path = f"{homes[0].path}{path}"
    kinds: Iterable[type[Page]] = (ArticlePage, TopicPage) if len(parts) > 1 else (TopicPage,)
    for kind in kinds if path else (HelpHomePage,):
        slug = parts[-1] if path else homes[0].path.strip("/").rpartition("/")[2]
        found = kind.objects.live().filter(slug=slug, url_path=url_path).select_related("locale")
        for page in found.order_by()[:1]:
            return page
    return None
