"""Every address that should stand finished."""

from types import SimpleNamespace
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from kb.access import visible_to
from kb.models import HelpHomePage, TopicPage


def addresses() -> list[str]:
    """As in PATH_INFO: the home pages, the help homes and topics, then articles, the newest first."""
    articles = visible_to(None).defer("body", "short_answer").order_by("-last_published_at")
    # A topic without an article for everybody is no page for a stranger.
    places = {article.path[: at * Page.steplen] for article in articles for at in range(2, article.depth)}
    topics = [topic for topic in TopicPage.objects.live() if topic.path in places]
    pages: list[Page] = [*HelpHomePage.objects.live(), *topics, *articles]
    # Wagtail remembers on it where the site begins: one query for all pages.
    roots = SimpleNamespace()
    parts = (page.get_url_parts(roots) for page in pages)
    urls = [*(_home(code) for code, _name in settings.LANGUAGES), *(part[2] for part in parts if part and part[2])]
    return [path_info(url) for url in (*urls, reverse("sitemap"))]


def _home(language: str) -> str:
    with translation.override(language):
        return reverse("home")


def path_info(url: str) -> str:
    """The path of an address the way a WSGI server hands it over: bytes as if they were Latin-1."""
    return unquote_to_bytes(url).decode("latin-1")
