"""Without a database, or without room on the disk, a page says so and when to try again; nothing is half kept."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal import urls as site
from portal.operations.errors import something_broke
from portal.outages import outage

raised: list[Exception] = []


def breaks(request: HttpRequest) -> HttpResponse:
    raise raised[-1]


urlpatterns = [path("breaks/", breaks), *site.urlpatterns]
handler500 = something_broke


def wrapped(inner: Exception) -> Exception:
    try:
        try:
            raise inner
        except type(inner):
            raise RuntimeError("while a page was made") from inner
    except RuntimeError as error:
        return error


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("connection refused"), 503, "back in a moment"),
        (InterfaceError("the connection is closed"), 503, "back in a moment"),
        (OperationalError("database is locked"), 503, "back in a moment"),
        (OperationalError("database or disk is full"), 507, "could not keep"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "could not keep"),
        (OSError(errno.EACCES, "Permission denied"), 500, "broke on our side"),
        (ValueError("ours"), 500, "broke on our side"),
    ],
)
@pytest.mark.parametrize("around", [lambda error: error, wrapped])
def test_the_answer_tells_what_is_missing(
    error: Exception, status: int, words: str, around: Callable[[Exception], Exception], caplog: Any
) -> None:
    raised.append(around(error))
    caplog.set_level("CRITICAL", "django.request")
    answer = Client(raise_request_exception=False).get("/breaks/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer.headers.get("Retry-After", "").isdecimal() is (status != 500)


def test_a_chain_of_errors_that_bites_its_tail_ends() -> None:
    one, two = ValueError("1"), ValueError("2")
    one.__context__, two.__context__ = two, one
    assert outage(one) is None
    assert outage(None) is None
