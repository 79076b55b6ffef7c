"""Where the reader is, and the same page in the other languages."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils import translation
from wagtail.models import Page

from kb.models import ArticlePage
from kb.queries import open_translations, readable_translations

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool
    same_page: bool
    """False: the page doesn't exist in this language, the link leads to that language's start page."""

    @property
    def address(self) -> str:
        """Absolute, as search engines want it."""
        return f"{settings.SITE_URL}{self.url}"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Each language with a link to this page in it, or to its start page."""
    request = context.get("request")
    page = context.get("page")
    here = _pages(page, request) if isinstance(page, Page) and page.pk else _views(request)
    current = translation.get_language()
    return [
        LanguageLink(code, name, here.get(code) or _home(code), code == current, code in here)
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def section(context: Context) -> str:
    """Which entry of the navigation this page belongs to: help, orders, cases, account or none."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.view_name == "cases:passport":
        return "orders"
    if match.namespace in ("orders", "cases"):
        return str(match.namespace)
    if match.namespace == "kb" or match.url_name == "wagtail_serve":
        return "help"
    return "account" if "account/" in match.route else ""


def _pages(page: Page, request: HttpRequest | None) -> dict[str, str]:
    if isinstance(page, ArticlePage):
        # A translation may be for agents only: its address is told only to those who may read it.
        return readable_translations(page, getattr(request, "user", None), request)
    return open_translations(page, getattr(request, "user", None), request)


def _views(request: HttpRequest | None) -> dict[str, str]:
    if request is None:
        return {}
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return {}
    if match.url_name == "wagtail_serve":
        return {}
    path = request.get_full_path() if request.method == "GET" else request.path
    return {code: translate_url(path, code) for code, _name in settings.LANGUAGES}


def _home(code: str) -> str:
    with translation.override(code):
        return reverse("home")
