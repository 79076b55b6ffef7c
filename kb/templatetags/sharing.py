"""How an article is handed on: its short address, and what others show of it."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from babel.core import get_global
from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from kb.short_links import code_of

register = template.Library()


@register.filter
def short_link(page: Page) -> str:
    """Absolute, as it is copied; without a short address where nothing answers it, the page's own."""
    try:
        return f"{settings.SITE_URL}{reverse('article_link', args=[code_of(page.pk)])}"
    except NoReverseMatch:
        return f"{settings.SITE_URL}{page.url}"


@register.simple_tag
def beacon_of_links() -> str:
    """Where the reading of an article that came by an agent's link is told; "" where nothing answers."""
    try:
        return reverse("article_link_read")
    except NoReverseMatch:
        return ""


@register.filter
def og_locale(language: str) -> str:
    """A language as Open Graph wants it, with the country most of its readers live in: pl_PL."""
    known: str = get_global("likely_subtags").get(language.replace("-", "_"), language)
    code, *_script, country = known.split("_") if "_" in known else (known, known.upper())
    return f"{code}_{country}"


@register.filter
def x_default(links: Iterable[Any]) -> str:
    """The address for readers of no language of ours; "" for a page that there is in one language only."""
    same = [link for link in links or () if link.same_page]
    first = next((link for link in same if link.code == settings.LANGUAGE_CODE), same[0] if same else None)
    return first.address if first and len(same) > 1 else ""


@register.filter
def first_picture(page: Page) -> dict[str, Any] | None:
    """The article's first picture as a preview shows it: absolute address, size, what it shows."""
    for block in getattr(page, "body", ()):
        if block.block_type == "image" and block.value.get("image"):
            with suppress(OSError, ValueError):
                made = block.value["image"].get_rendition("fill-1200x630|bgcolor-fff|format-jpeg")
                url = made.url if made.url.startswith("http") else f"{settings.SITE_URL}{made.url}"
                return {"url": url, "width": made.width, "height": made.height, "alt": block.value["alt"]}
    return None
