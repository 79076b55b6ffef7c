"""The customer's home."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "dashboard/home.html")


def styleguide(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("styleguide")
