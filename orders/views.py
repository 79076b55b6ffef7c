"""A customer's orders and invoices."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def order_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("order_list")


def order_detail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("order_detail")


def invoice_pdf(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("invoice_pdf")
