"""A part that does not answer: said as a sentence to wait for, never as a broken page."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

logger = logging.getLogger(__name__)
SECONDS = 5


class PartAway(Exception):
    """What was asked for can't be known now, and guessing would be wrong: a limit that can't be counted is reached."""


class SayWhenAway:
    """503 with a time to come back, instead of an answer that leaves out a limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PartAway):
            return None
        logger.error("%s was put off: %s", request.path_info, error)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = str(SECONDS)
        return response
