"""Search, and what readers tell us."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def search(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("search")


def suggest(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("suggest")


def read(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("read")


def vote(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("vote")
