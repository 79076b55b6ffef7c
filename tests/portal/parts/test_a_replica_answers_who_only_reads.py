"""DATABASE_REPLICA_URL: what may be a moment old, and who must see what they just did."""

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from wagtail.models import Site

from kb.models import ArticlePage
from portal.accounts.models import User
from portal.baking.bakery import _environ
from portal.parts.replica import COOKIE, FIRST, OWN_WRITES_SECONDS, REPLICA, ReadFromReplica, Router, cookie_name
from returns.models import Case

ROUTER = Router()


@pytest.fixture
def with_replica(settings: Any) -> None:
    settings.DATABASE_ROUTERS = ["portal.parts.replica.Router"]


def read_during(request: HttpRequest, model: Any = ArticlePage, write_first: Any = None) -> tuple[str, HttpResponse]:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        if write_first:
            ROUTER.db_for_write(write_first)
        seen.append(ROUTER.db_for_read(model))
        return HttpResponse()

    response = ReadFromReplica(view)(request)
    assert isinstance(response, HttpResponse)
    return seen[0], response


def asked(path: str = "/help/search/", method: str = "GET", **cookies: str) -> HttpRequest:
    request = RequestFactory().generic(method, path)
    request.COOKIES.update(cookies)
    return request


@pytest.mark.parametrize(
    ("path", "cookies", "where"),
    [
        ("/help/search/", {}, REPLICA),
        ("/orders/", {"session": "abc"}, FIRST),
        ("/admin/reports/searches/", {"session": "abc"}, REPLICA),
        ("/admin/figures/", {"session": "abc"}, REPLICA),
        ("/admin/cases/", {"session": "abc"}, FIRST),
        ("/help/search/", {COOKIE: "1"}, FIRST),
        ("/admin/reports/searches/", {"session": "abc", COOKIE: "1"}, FIRST),
    ],
)
def test_who_reads_from_where(with_replica: None, path: str, cookies: dict[str, str], where: str) -> None:
    assert read_during(asked(path, **cookies))[0] == where


def test_who_sent_a_form_reads_their_own_writes_for_a_while(with_replica: None) -> None:
    where, response = read_during(asked(method="POST"))
    assert where == FIRST
    cookie = response.cookies[cookie_name()]
    assert cookie["max-age"] == OWN_WRITES_SECONDS
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert read_during(asked())[1].cookies == {}, "who only reads gets none"


def test_from_the_first_write_on_a_request_reads_what_it_wrote(with_replica: None) -> None:
    assert read_during(asked(), write_first=ArticlePage)[0] == FIRST


@pytest.mark.parametrize("model", [User, Site])
def test_who_somebody_is_is_asked_of_the_first_database(with_replica: None, model: Any) -> None:
    assert read_during(asked("/admin/reports/x/", session="abc"), model)[0] == FIRST


@pytest.mark.django_db
def test_inside_a_transaction_there_is_one_database(with_replica: None) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            return HttpResponse(ROUTER.db_for_read(Case))

    assert ReadFromReplica(view)(asked()).content == b"default"  # type: ignore[attr-defined]


def test_what_is_kept_for_a_day_is_read_from_the_first_database(with_replica: None) -> None:
    request = asked("/help/")
    request.META.update(_environ("/help/"))
    assert read_during(request)[0] == FIRST


def test_the_next_request_of_a_thread_begins_anew(with_replica: None) -> None:
    assert read_during(asked(), write_first=ArticlePage)[0] == FIRST
    assert read_during(asked())[0] == REPLICA
    assert ROUTER.db_for_read(ArticlePage) == FIRST, "jobs and commands never read from it"


def test_a_view_that_fails_leaves_nothing_behind(with_replica: None) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        ReadFromReplica(view)(asked())
    assert ROUTER.db_for_read(ArticlePage) == FIRST


def test_the_replica_is_never_migrated_and_relations_cross() -> None:
    assert not ROUTER.allow_migrate(REPLICA, "kb")
    assert ROUTER.allow_migrate(FIRST, "kb")
    assert ROUTER.allow_relation(None, None)


def test_without_the_setting_there_is_no_such_step() -> None:
    with pytest.raises(MiddlewareNotUsed):
        ReadFromReplica(lambda request: HttpResponse())
