""" "Did this help?" works without JavaScript, says nothing about the reader and can't be stuffed from elsewhere."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from kb.models import ArticlePage, Vote
from kb.reading.limits import Limit
from tests.kb.makers import make_article, make_topic

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
VoteFor = Callable[..., HttpResponse]


@pytest.fixture
def vote(article: ArticlePage, client: Client) -> VoteFor:
    def post(helpful: str = "yes", headers: dict[str, str] | None = None, token: str | None = None) -> HttpResponse:
        said = {"token": article.reader_token if token is None else token, "helpful": helpful}
        return client.post("/help/vote/", said, headers=OURS if headers is None else headers)

    return post


def test_a_reader_votes_with_the_form_on_the_page(article: ArticlePage, client: Client) -> None:
    page = BeautifulSoup(client.get(article.url).content, "html.parser")
    form = page.select_one("form.helped__form")
    assert form is not None
    assert [button["value"] for button in form.select("button[name=helpful]")] == ["yes", "no"]
    token = form.select_one("input[name=token]")
    assert token is not None
    answer = client.post(str(form["action"]), {"token": token["value"], "helpful": "yes"}, headers=OURS, follow=True)
    assert "Good to know that this helped." in answer.content.decode()
    assert Vote.objects.get().helpful is True


def test_the_page_needs_no_csrf_token_and_sets_no_cookie(article: ArticlePage) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.get(article.url)
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    client.post("/help/vote/", {"token": article.reader_token, "helpful": "no"}, headers=OURS)
    assert Vote.objects.get().helpful is False


def test_a_reader_who_was_not_helped_is_led_to_a_person(vote: VoteFor, client: Client) -> None:
    answer = vote("no")
    assert answer.status_code == 302
    page = client.get(answer["Location"].split("#")[0]).content.decode()
    assert "Thank you for telling us" in page
    assert 'href="/contact/"' in page


def test_a_vote_belongs_to_the_revision_that_was_shown(article: ArticlePage, vote: VoteFor) -> None:
    shown = article.live_revision_id
    token = article.reader_token
    article.short_answer = "Better now."
    article.save_revision().publish()
    vote("yes", token=token)
    assert Vote.objects.get().revision_id == shown != ArticlePage.objects.get().live_revision_id


def test_a_revision_of_another_article_is_not_taken(article: ArticlePage, vote: VoteFor) -> None:
    other = make_article(make_topic("Returns"), "Another")
    vote("yes", token=ArticlePage(pk=article.pk, live_revision_id=other.live_revision_id).reader_token)
    assert Vote.objects.get().revision is None


def test_a_vote_says_nothing_about_the_reader(vote: VoteFor) -> None:
    vote("yes")
    assert {field.name for field in Vote._meta.get_fields()} == {"id", "article", "revision", "helpful", "day"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_another_site_cannot_vote_for_its_visitors(vote: VoteFor, headers: dict[str, str]) -> None:
    assert vote("yes", headers=headers).status_code == 302
    assert not Vote.objects.exists()


@pytest.mark.parametrize("helpful", ["", "maybe", "1", "\x00", "yes" * 1000])
def test_other_answers_are_not_votes(vote: VoteFor, helpful: str) -> None:
    assert vote(helpful).status_code == 302
    assert not Vote.objects.exists()


@pytest.mark.parametrize("token", ["", "1.1", "1.1:forged", "999999999999.1:x", "\x00"])
def test_a_forged_token_is_not_found(vote: VoteFor, token: str) -> None:
    assert vote(token=token).status_code == 404
    assert not Vote.objects.exists()


def test_nobody_votes_for_an_article_they_may_not_see(vote: VoteFor, article: ArticlePage) -> None:
    article.audience = "agents"
    article.save_revision().publish()
    assert vote("yes").status_code == 404
    assert not Vote.objects.exists()


def test_a_vote_cannot_be_cast_by_a_link(client: Client, db: Any) -> None:
    assert client.get("/help/vote/").status_code == 405


def test_one_address_cannot_vote_without_end(vote: VoteFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.reading.views.VOTES", Limit(allowed=2))
    monkeypatch.setattr("kb.reading.limits.time", SimpleNamespace(monotonic=lambda: 0.0))  # no minute ends meanwhile
    for _ in range(4):
        vote("yes")
    assert Vote.objects.count() == 2


def test_a_polish_reader_returns_to_the_polish_article(vote: VoteFor) -> None:
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?")
    answer = vote("yes", token=polish.reader_token)
    assert answer["Location"].startswith("/pl/help/dostawa/")
