"""Links from article to article: what they lead to is asked once a page, not once for each text with a link in it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.html import escape
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from kb.addresses import address

LINK = re.compile(r"<a\s[^>]*?\blinktype=.page.[^>]*>")
NUMBER = re.compile(r"\bid=\D?(\d+)")
_known: ContextVar[dict[str, str] | None] = ContextVar("links_of_this_page", default=None)


@contextmanager
def looked_up(body: Any, request: HttpRequest | None) -> Iterator[None]:
    """Inside, the links in an article's body are known already."""
    written = str(list(body.raw_data)) if hasattr(body, "raw_data") else ""
    numbers = {found[1] for link in LINK.findall(written) if (found := NUMBER.search(link))}
    token = _known.set(addresses_of(numbers, request))
    try:
        yield
    finally:
        _known.reset(token)


def addresses_of(numbers: Iterable[str], request: HttpRequest | None = None) -> dict[str, str]:
    """Page number to address, in the language being spoken where the page exists in it. One query, seldom two."""
    wanted = {int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 10}
    if not wanted:
        return {}
    rows = Page.objects.filter(pk__in=wanted).order_by()
    found = list(rows.values_list("pk", "url_path", "translation_key", "locale__language_code"))
    language = translation.get_language()
    foreign = [key for _pk, _path, key, code in found if code != language]
    own = Page.objects.live().filter(translation_key__in=foreign, locale__language_code=language).order_by()
    translated = dict(own.values_list("translation_key", "url_path")) if foreign else {}
    return {
        str(pk): address(translated.get(key, url_path) if code != language else url_path, request)
        for pk, url_path, key, code in found
    }


class PageLinks(PageLinkHandler):
    """<a linktype="page" id="7"> as readers get it; a page that is gone leaves a link to nowhere."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        numbers = [str(attrs.get("id")) for attrs in attrs_list]
        known = _known.get() or {}
        if missing := {number for number in numbers if number not in known}:
            known = {**known, **addresses_of(missing)}
        return [f'<a href="{escape(known[number])}">' if known.get(number) else "<a>" for number in numbers]


@hooks.register("register_rich_text_features", order=1)
def links(features: FeatureRegistry) -> None:
    """After Wagtail's own, in whose place it stands."""
    features.register_link_type(PageLinks)
