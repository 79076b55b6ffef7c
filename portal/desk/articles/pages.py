"""Articles in answers: found by their address, in the customer's language, only if the customer may read them."""

import re
from collections.abc import Callable

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.models import Page, Site

from kb.access import visible_to
from kb.models import ArticlePage
from returns.models import Case

TRAILING = ".,;:!?)]}’”»"


def readable(page: Page, case: Case) -> ArticlePage | None:
    """The live article in the case's language; else the one given; None if its customer may read neither."""
    pages = visible_to(case.customer).filter(translation_key=page.translation_key).select_related("locale")
    by_language = {found.locale.language_code: found for found in pages}
    return by_language.get(case.language) or by_language.get(page.locale.language_code)


def path_of(page: Page) -> str:
    parts = page.get_url_parts()
    return parts[2] if parts else "/"


def address(page: Page) -> str:
    """The absolute address customers open, whatever host the agent works on."""
    return f"{settings.SITE_URL}{path_of(page)}"


def addresses_in(text: str) -> list[str]:
    """Every different address of our own site, in the order in which a reader meets them."""
    return list(dict.fromkeys(found.rstrip(TRAILING) for found in pattern().findall(text)))


def replace_addresses(text: str, change: Callable[[str], str]) -> str:
    """The text with each address of our own site changed; what ends the sentence is not part of an address."""

    def changed(match: re.Match[str]) -> str:
        url = match[0].rstrip(TRAILING)
        return change(url) + match[0][len(url) :]

    return pattern().sub(changed, text)


def pattern() -> re.Pattern[str]:
    return re.compile(re.escape(settings.SITE_URL) + r"/[^\s<>\"']*")


def article_at(url: str, case: Case) -> ArticlePage | None:
    """The article at an address of ours, as this case's customer should get it."""
    path = re.split(r"[?#]", url.removeprefix(settings.SITE_URL), maxsplit=1)[0]
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path if path.endswith("/") else f"{path}/")
        except Resolver404:
            return None
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if match.url_name != "wagtail_serve" or site is None:
            return None
        root = site.root_page.localized
    page = Page.objects.filter(url_path=f"{root.url_path}{match.args[0]}").select_related("locale").first()
    return readable(page, case) if page else None


def with_article(text: str, page: ArticlePage) -> str:
    """The text with the article at its end, unless it is there already."""
    url = address(page)
    if url in addresses_in(text):
        return text
    return f"{text.rstrip()}\n\n{page.title}\n{url}".lstrip()


def with_short_answer(text: str, page: ArticlePage) -> str:
    """The text with what the article says in short, and where the rest is."""
    return f"{text.rstrip()}\n\n{page.summary}\n\n{page.title}\n{address(page)}".lstrip()
