"""What Django itself says about a public page, so that a finished one says the same."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from kb.shown import KEEPABLE
from portal.baking import rules
from portal.baking.page import tag_of


def personal_cookies() -> tuple[str, ...]:
    """A browser that sends one of them may be shown something of its own."""
    return (settings.SESSION_COOKIE_NAME, "messages")


class PublicPages:
    """Browsers ask for a public page each time and get 304 while it is the same; proxies may keep it for a second."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and hasattr(response, KEEPABLE) and _for_strangers(request, response):
            etag = describe(response)
            return get_conditional_response(request, etag=etag, response=response) or response
        return response


def _for_strangers(request: HttpRequest, response: HttpResponse) -> bool:
    headers = request.headers
    return (
        response.status_code == 200
        and not response.cookies
        and not request.META.get("QUERY_STRING")
        and not getattr(request, "is_preview", False)
        and not rules.is_personal(headers.get("Cookie", ""), headers.get("Authorization", ""), personal_cookies())
    )


def describe(response: HttpResponse) -> str:
    """Sets the headers of a public page; returns its ETag."""
    response.headers.setdefault("Cache-Control", rules.CACHE_CONTROL)
    # The language is in the address, whatever LocaleMiddleware says of addresses without a prefix.
    names = [name.strip() for name in response.get("Vary", "").split(",")]
    response["Vary"] = ", ".join(name for name in names if name and name.lower() != "accept-language")
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    response["ETag"] = f'"{tag_of(response.content)}"'
    return response["ETag"]
