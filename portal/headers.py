"""What is true of every answer: a security policy, nobody's page is kept for others, pages travel compressed."""

import logging
from collections.abc import Callable
from traceback import extract_tb

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDictKeyError
from modelsearch.backends.base import FilterFieldError

log = logging.getLogger(__name__)

# PostgreSQL's numeric_value_out_of_range.
OUT_OF_RANGE = "22003"
# What Wagtail's own views say of an id that was never on their page, of a form that came without its hidden fields,
# and of letters that PostgreSQL has no place for. In a view of ours the same is a fault of ours.
MALFORMED = (ValueError, ValidationError, ObjectDoesNotExist, MultiValueDictKeyError, DataError)
# And of ?next= that is no address, or of words to look for among pictures of one ?tag=.
WRONG_WAYS = (NoReverseMatch, FilterFieldError)
# Where Django's and modelcluster's formsets take a hidden id for what it was.
ROW_BY_ID = {"_construct_form", "_existing_object"}
OURS = ("kb.", "orders.", "portal.", "returns.")
# Wagtail draws a page's preview by asking the site for it and shows the answer in a frame of the admin.
PREVIEW = {"frame-ancestors": [SELF]}


class ContentSecurityPolicy(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not hasattr(response, "_csp_replace"):
            if request.path_info.startswith("/admin/"):
                vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY
            elif getattr(request, "is_preview", False):
                vars(response)["_csp_replace"] = PREVIEW
        return super().process_response(request, response)


class PersonalPages:
    """What was made for one browser stays out of proxies, and of its history once its owner has signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
        if is_personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class LargestRequest:
    """Refuses what is longer than any form of ours before a byte of it is read; every stranger may send a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Django reads nothing beyond this length, and nothing at all without one.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 12 or int(length) > settings.LARGEST_REQUEST:
            return render(request, "413.html", status=413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Ids that no page of ours offered: broken input, not a fault of ours."""
        number = isinstance(error, OverflowError) and "too large to convert" in str(error)
        number |= isinstance(error, DataError) and getattr(error.__cause__, "sqlstate", "") == OUT_OF_RANGE
        wagtails = isinstance(error, MALFORMED) or (isinstance(error, WRONG_WAYS) and asks_for_one(request))
        of_rows = isinstance(error, MALFORMED) and is_a_rows(error)
        if not (number or of_rows or (wagtails and is_wagtails(request))):
            return None
        log.warning("%s could not be read: %s", ascii(request.path), type(error).__name__, exc_info=error)
        return render(request, "400.html", status=400)


def is_wagtails(request: HttpRequest) -> bool:
    """Is the admin's page drawn by a view that is none of ours?"""
    match = request.resolver_match
    if match is None or not request.path_info.startswith("/admin/"):
        return False
    view = getattr(match.func, "view_class", match.func)
    return not view.__module__.startswith(OURS)


def asks_for_one(request: HttpRequest) -> bool:
    """Did it name a way back, or a tag?"""
    return any(name in given for given in (request.GET, request.POST) for name in ("next", "tag"))


def is_a_rows(error: Exception) -> bool:
    """Did a form of many rows look for the row that its hidden field names?"""
    return any(frame.name in ROW_BY_ID for frame in extract_tb(error.__traceback__))


class CompressPages(GZipMiddleware):
    """Pages only: a stored PDF or picture is compressed already and must keep its length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/"):
            return super().process_response(request, response)
        return response
