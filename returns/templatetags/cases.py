"""Messages as people read them: plain text whose links to this site, when an agent wrote them, can be clicked."""

import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString

from returns import queries
from returns.models import Case, Message
from returns.wording import Standing, Text, status_words, tone_of

register = template.Library()


@lru_cache(maxsize=8)
def own_link(site_url: str) -> re.Pattern[str]:
    """What a link to this site looks like in a text."""
    # The slash keeps "https://our.shop@evil.example" and "https://our.shop.evil.example" plain text.
    site = re.escape(site_url)
    return re.compile(rf"""{site}/[^\s<>"'“”]*[^\s<>"'“”.,;:!?)\]]|{site}/""")


@register.filter
def message_text(message: Message) -> SafeString:
    body = message.body
    if message.author != Message.Author.AGENT:
        return SafeString(linebreaks(body, autoescape=True))
    # Every piece was escaped on its own.
    return SafeString(linebreaks("".join(pieces(body))))


def pieces(body: str) -> list[str]:
    """The text in pieces, each escaped, own links as links."""
    written, found = 0, []
    for match in own_link(settings.SITE_URL).finditer(body):
        found += [escape(body[written : match.start()]), link(match.group())]
        written = match.end()
    return [*found, escape(body[written:])]


def link(url: str) -> str:
    return format_html('<a href="{}" rel="nofollow">{}</a>', url, url)


@register.filter
def badge(case: Case) -> str:
    """The badge's tag for the status: its words and icon say the same."""
    return tone_of(case)


@register.filter
def standing(case: Case) -> Standing:
    """Where it stands and whose turn it is; lists read the clocks beforehand (queries.with_clocks)."""
    return queries.standing(case)


@register.filter
def status(case: Case) -> Text:
    return status_words(case)
