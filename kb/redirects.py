"""Old addresses lead to where a page is now: Wagtail's redirects, for those who may read what they lead to.

Wagtail makes them when an editor renames or moves a page, for everything below it too. Each points to the page and
not to an address, so renaming twice makes no chain.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from kb.access import visible_to
from kb.models import HelpHomePage, TopicPage
from kb.rules import Reader


class OldAddresses(RedirectMiddleware):
    """An address that leads to nothing this reader may see stays not found: the new one would tell its title."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 404 or not leads_somewhere(request):
            return response
        found: HttpResponseBase = super().process_response(request, response)
        return found


def leads_somewhere(request: HttpRequest) -> bool:
    """False for a page that this reader would not find there, and for a redirect to itself."""
    full = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    found: Any = get_redirect(request, full) or get_redirect(request, urlsplit(full).path)
    if found is None or not found.link or urlsplit(found.link).path == request.path:
        return False
    return found.redirect_page is None or is_readable(found.redirect_page, request.user)


def is_readable(page: Page, user: Reader | None) -> bool:
    found = page.specific
    if isinstance(found, TopicPage):
        return found.live and found.is_open_to(user)
    if isinstance(found, HelpHomePage):
        return bool(found.live)
    return visible_to(user).filter(pk=found.pk).exists()
