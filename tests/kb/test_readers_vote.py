""" "Did this help?" works without JavaScript, says nothing about the reader and can't be stuffed from elsewhere."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kb.models import ArticlePage, Vote
from kb.reading.limits import Limit
from tests.kb.makers import make_article, make_topic

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
VoteFor = Callable[..., HttpResponse]


@pytest.fixture
def vote(article: ArticlePage, client: Client) -> VoteFor:
    def post(helpful: str = "yes", headers: dict[str, str] | None = None, token: str | None = None) -> HttpResponse:
        said = {"token": article.reader_token if token is None else token, "helpful": helpful}
        return client.post(f"/help/vote/{article.pk}/", said, headers=OURS if headers is None else headers)

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
    assert f'href="{article.url}"' in answer.content.decode()
    assert Vote.objects.get().helpful is True


def test_the_page_needs_no_csrf_token_and_sets_no_cookie(article: ArticlePage) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.get(article.url)
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    client.post(f"/help/vote/{article.pk}/", {"token": article.reader_token, "helpful": "no"}, headers=OURS)
    assert Vote.objects.get().helpful is False


def test_who_changes_her_mind_changes_her_vote(vote: VoteFor) -> None:
    vote("no")
    vote("yes")
    assert Vote.objects.get().helpful is True


def test_two_browsers_are_two_votes(vote: VoteFor, article: ArticlePage) -> None:
    vote("no")
    said = {"token": article.reader_token, "helpful": "no"}
    Client().post(f"/help/vote/{article.pk}/", said, headers=OURS)
    assert Vote.objects.count() == 2


def test_a_new_revision_is_voted_on_anew(vote: VoteFor, article: ArticlePage) -> None:
    vote("no")
    article.save_revision().publish()
    vote("yes", token=ArticlePage.objects.get().reader_token)
    assert sorted(Vote.objects.values_list("helpful", flat=True)) == [False, True]


def test_the_votes_cookie_never_comes_along_with_a_page(vote: VoteFor, article: ArticlePage) -> None:
    cookie = vote("yes").cookies["vote"]
    assert cookie["path"] == f"/help/vote/{article.pk}/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_another_articles_receipt_opens_and_changes_nothing(vote: VoteFor, client: Client) -> None:
    other = make_article(make_topic("Returns"), "Another")
    receipt = vote("no")["Location"].partition("=")[2]
    assert client.get(reverse("kb:vote", args=[other.pk]), {"vote": receipt})["Location"] == other.url
    client.post(reverse("kb:why", args=[other.pk]), {"vote": receipt, "reason": "wrong"}, headers=OURS)
    assert Vote.objects.get().reason == ""


@pytest.mark.parametrize("receipt", ["", "1", "1:forged", "\x00"])
def test_the_page_after_a_vote_needs_its_receipt(article: ArticlePage, client: Client, receipt: str) -> None:
    assert client.get(reverse("kb:vote", args=[article.pk]), {"vote": receipt})["Location"] == article.url


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
    known = {"id", "article", "revision", "helpful", "day", "reason", "words"}
    assert {field.name for field in Vote._meta.get_fields()} == known


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
def test_a_forged_token_is_no_vote(vote: VoteFor, article: ArticlePage, token: str) -> None:
    assert vote(token=token)["Location"] == article.url
    assert not Vote.objects.exists()


def test_nobody_votes_for_an_article_they_may_not_see(vote: VoteFor, article: ArticlePage) -> None:
    article.audience = "agents"
    article.save_revision().publish()
    assert vote("yes").status_code == 404
    assert not Vote.objects.exists()


def test_a_vote_cannot_be_cast_by_a_link(client: Client, article: ArticlePage) -> None:
    said = {"token": article.reader_token, "helpful": "yes"}
    assert client.get(f"/help/vote/{article.pk}/", said, headers=OURS)["Location"] == article.url
    assert not Vote.objects.exists()


def test_one_address_cannot_vote_without_end(vote: VoteFor, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.feedback.views.VOTES", Limit(allowed=2))
    monkeypatch.setattr("kb.reading.limits.time", SimpleNamespace(monotonic=lambda: 0.0))  # no minute ends meanwhile
    for _ in range(4):
        vote("yes")
        client.cookies.clear()
    assert Vote.objects.count() == 2


def test_a_polish_reader_votes_and_is_thanked_in_polish(client: Client, db: Any) -> None:
    polish = make_article(make_topic("Dostawa", "pl"), "Gdzie jest paczka?")
    form = BeautifulSoup(client.get(polish.url).content, "html.parser").select_one("form.helped__form")
    assert form is not None
    said = {"token": polish.reader_token, "helpful": "yes"}
    answer = client.post(str(form["action"]), said, headers=OURS, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/pl/help/vote/{polish.pk}/?vote=")
    assert '<html lang="pl">' in answer.content.decode()
