"""After a no: a reason and a few words, kept beside the vote without a name, and read by editors."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.feedback import actions, queries
from kb.feedback.rules import masked
from kb.models import ArticlePage, Vote
from tests.kb.makers import make_article

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


def say_no(client: Client, article: ArticlePage) -> BeautifulSoup:
    said = {"token": article.reader_token, "helpful": "no"}
    answer = client.post(reverse("kb:vote", args=[article.pk]), said, headers=OURS, follow=True)
    return BeautifulSoup(answer.content, "html.parser")


def say_why(client: Client, page: BeautifulSoup, **said: str) -> str:
    form = page.select_one(".helped form")
    assert form is not None
    receipt = form.select_one("input[name=vote]")
    assert receipt is not None
    answer = client.post(str(form["action"]), {"vote": receipt["value"], **said}, headers=OURS, follow=True)
    return answer.content.decode()


def test_a_no_asks_why_and_offers_a_person_with_the_article_at_hand(article: ArticlePage, client: Client) -> None:
    page = say_no(client, article)
    assert [box["value"] for box in page.select("input[name=reason]")] == Vote.Reason.values
    assert page.select_one(f'.helped a[href="/contact/?article={article.pk}"]')


def test_a_reason_and_words_are_kept_with_the_vote(article: ArticlePage, client: Client) -> None:
    page = say_why(client, say_no(client, article), reason="outdated", words="Lockers open on Sundays now")
    assert "An editor reads it" in page
    vote = Vote.objects.get()
    assert (vote.helpful, vote.reason, vote.words) == (False, "outdated", "Lockers open on Sundays now")


def test_words_alone_are_a_reason_too(article: ArticlePage, client: Client) -> None:
    say_why(client, say_no(client, article), words="Which button?")
    assert Vote.objects.get().reason == Vote.Reason.OTHER


@pytest.mark.parametrize("said", [{}, {"reason": "nonsense"}, {"words": " \x00 "}])
def test_an_empty_answer_is_asked_again(article: ArticlePage, client: Client, said: dict[str, str]) -> None:
    page = say_why(client, say_no(client, article), **said)
    assert "Choose what comes closest" in page
    assert Vote.objects.get().reason == ""


def test_who_was_helped_after_all_takes_the_reason_back(article: ArticlePage, client: Client) -> None:
    say_why(client, say_no(client, article), reason="wrong", words="No")
    said = {"token": article.reader_token, "helpful": "yes"}
    client.post(reverse("kb:vote", args=[article.pk]), said, headers=OURS)
    vote = Vote.objects.get()
    assert (vote.helpful, vote.reason, vote.words) == (True, "", "")
    assert actions.explain(vote, "wrong", "") is False


def test_another_site_gives_no_reasons(article: ArticlePage, client: Client) -> None:
    form = say_no(client, article).select_one("input[name=vote]")
    assert form is not None
    said = {"vote": form["value"], "reason": "wrong"}
    client.post(reverse("kb:why", args=[article.pk]), said, headers={"Sec-Fetch-Site": "cross-site"})
    assert Vote.objects.get().reason == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Write to anna.nowak@example.com please", "Write to [@] please"),
        ("Call +48 600 100 200 now", "Call […] now"),
        ("my order #20241 is lost", "my order […] is lost"),
        ("PL61 1090 1014 0000 0712 1981 2874", "[…]"),
        ("my parcel 7F-3E-9A1B", "my parcel […]"),
        ("It took 14 days\r\nnot 2", "It took 14 days not 2"),
        ("a" * 900, "a" * 200),
    ],
)
def test_addresses_and_numbers_are_taken_out_before_words_are_kept(typed: str, kept: str) -> None:
    assert masked(typed) == kept


def test_editors_read_the_reasons_and_others_do_not(
    article: ArticlePage, as_user: Any, eva: Any, mia: Any, settings: Any
) -> None:
    settings.STAFF_MFA = "optional"
    vote = actions.vote(article, 0, False, timezone.localdate())
    actions.explain(vote, "unclear", "What is a locker?")
    page = as_user(eva).get(reverse("kb_reason_report")).content.decode()
    assert "What is a locker?" in page
    assert "It is hard to understand" in page
    assert as_user(mia).get(reverse("kb_reason_report")).status_code == 302


def test_a_readers_words_are_no_formula_in_a_spreadsheet(
    article: ArticlePage, as_user: Any, eva: Any, settings: Any
) -> None:
    settings.STAFF_MFA = "optional"
    actions.explain(actions.vote(article, 0, False, timezone.localdate()), "unclear", "=SUM(A) what?")
    exported = as_user(eva).get(reverse("kb_reason_report"), {"export": "csv"})
    assert "'=SUM(A)" in b"".join(exported).decode()


def test_reasons_are_counted_in_one_query(article: ArticlePage, django_assert_num_queries: Any) -> None:
    other = make_article(article.get_parent(), "Another")
    today = timezone.localdate()
    for reason in ("wrong", "wrong", "unclear"):
        actions.explain(actions.vote(article, 0, False, today), reason, "")
    actions.vote(other, 0, True, today)
    with django_assert_num_queries(1):
        counted = queries.reasons([article.pk, other.pk], today - timedelta(days=28), today)
    assert counted == {article.pk: {"wrong": 2, "unclear": 1}}


def test_words_are_forgotten_after_thirteen_months_and_votes_are_not(article: ArticlePage) -> None:
    vote = actions.vote(article, 0, False, date(2025, 10, 1))
    actions.explain(vote, "wrong", "The price")
    assert actions.purge(date(2026, 10, 1)) == 0
    assert actions.purge(date(2026, 11, 22)) == 1
    vote.refresh_from_db()
    assert (vote.words, vote.reason) == ("", "wrong")
