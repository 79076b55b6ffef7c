"""How an article is handed on: its short address."""

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
