"""Who searched and then opened a case is one more in a count: no case, no account, no time of day beside it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from kb.models import SearchQuery
from kb.search import log
from portal.accounts.models import User
from portal.dashboard import after_search
from portal.dashboard.after_search import CasesAfterSearches
from returns.models import Case
from returns.signals import case_opened

BROWSER = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "Sec-Fetch-Site": "same-origin"}
TOKEN = log.token("en", 4, "refund SL-10234")


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after_search, "CASES", after_search.Limit(allowed=after_search.CASES.allowed))


def opens_a_case(_request: HttpRequest) -> HttpResponse:
    case_opened.send_robust(Case, case=mock.sentinel.case)
    return HttpResponse("done")


def refuses(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("no")


def post(view: Callable[[HttpRequest], HttpResponse], token: str = TOKEN, **headers: str) -> HttpResponse:
    request = RequestFactory().post(f"/contact/?{urlencode({'s': token})}", headers={**BROWSER, **headers})
    request.user = AnonymousUser()
    return CasesAfterSearches(view)(request)


@pytest.mark.django_db
def test_a_case_after_a_search_is_counted_under_its_words() -> None:
    assert post(opens_a_case).content == b"done"
    post(opens_a_case)
    row = SearchQuery.objects.get()
    assert (row.text, row.language, row.cases, row.searches, row.clicks) == ("refund […]", "en", 2, 0, 0)
    assert row.day == timezone.localdate()


@pytest.mark.django_db
def test_nothing_is_counted_without_a_case_or_for_words_that_we_did_not_sign() -> None:
    post(refuses)
    post(opens_a_case, token="")
    post(opens_a_case, token=TOKEN + "x")
    request = RequestFactory().get("/contact/", {"s": TOKEN}, headers=BROWSER)
    CasesAfterSearches(opens_a_case)(request)
    opens_a_case(request)
    assert not SearchQuery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{"Sec-GPC": "1"}, {"DNT": "1"}, {"Sec-Fetch-Site": "cross-site"}, {"User-Agent": "Googlebot/2.1"}]
)
def test_who_does_not_want_it_is_not_counted(headers: dict[str, str]) -> None:
    post(opens_a_case, **headers)
    assert not SearchQuery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_question_sent_from_a_results_page_counts_once(anna: User, as_user: Any, ben: User) -> None:
    client: Client = as_user(anna)
    address = f"/contact/?{urlencode({'s': TOKEN})}"
    assert 'action="' not in client.get(address).content.decode().partition("<form")[2].partition(">")[0]
    sent = {"subject": "Refund", "body": "Where is it?", "submission_key": str(uuid4())}
    assert client.post(address, {**sent, "body": ""}, headers=BROWSER).status_code == 200
    assert not SearchQuery.objects.exists()
    for _time in range(2):
        assert client.post(address, sent, headers=BROWSER).status_code == 302
    assert Case.objects.count() == 1
    assert SearchQuery.objects.get().cases == 1
    as_user(ben).post("/contact/", {**sent, "submission_key": str(uuid4())}, headers=BROWSER)
    assert SearchQuery.objects.get().cases == 1


def test_a_count_has_no_room_for_who_or_which() -> None:
    names = {field.name for field in SearchQuery._meta.get_fields()}
    counts = {"searches", "without_result", "results", "clicks", "places", "cases"}
    assert names == counts | {"id", "day", "language", "text", "handling"}


@pytest.mark.django_db
def test_words_without_a_later_search_are_forgotten_like_the_rest() -> None:
    post(opens_a_case)
    assert log.purge(timezone.localdate() + timedelta(days=15)) == 1
