"""A customer's cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def case_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("case_list")


def case_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("case_new")


def return_new(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("return_new")


def case_detail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("case_detail")


def contact(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("contact")


def attachment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("attachment")
