"""Short links to articles that an agent sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def open_article(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("open_article")
