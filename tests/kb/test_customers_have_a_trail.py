"""What a signed-in customer read is remembered for a week, for her alone, and for nobody who does not want it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.models import ArticlePage, ArticleView, NoTrail, TrailPage
from kb.reading.limits import Limit
from kb.trail import actions, views
from kb.trail.queries import trail
from kb.trail.rules import Manner, manner
from portal.accounts.models import User
from tests.kb.makers import make_article

PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
OURS = {**PERSON, "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BEACONS", Limit(allowed=120))


def titles(user: Any) -> list[str]:
    return [step.title for step in trail(user, timezone.now())]


def test_an_opened_article_is_on_her_trail_once_and_on_nobody_elses(
    article: ArticlePage, as_user: Any, anna: Any, ben: Any
) -> None:
    client = as_user(anna)
    for _visit in range(2):
        page = client.get(article.url, headers=PERSON).content.decode()
    assert "we remember which articles you read" in page
    assert titles(anna) == [article.title]
    assert titles(ben) == []
    step = TrailPage.objects.get()
    assert step.revision_id == article.live_revision_id


def test_readers_nobody_knows_have_no_trail_and_cost_no_query(
    article: ArticlePage, client: Client, django_assert_num_queries: Any
) -> None:
    page = client.get(article.url, headers=PERSON).content.decode()
    assert "data-trail" not in page
    assert not TrailPage.objects.exists()
    with django_assert_num_queries(0):
        client.post("/help/trail/", {"t": article.reader_token, "s": "60"}, headers=OURS)


def test_colleagues_have_no_trail(article: ArticlePage, as_user: Any, mia: Any, eva: Any) -> None:
    for person in (mia, eva):
        assert "data-trail" not in as_user(person).get(article.url, headers=PERSON).content.decode()
    assert not TrailPage.objects.exists()


@pytest.mark.parametrize("wish", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_a_browser_that_asks_not_to_be_tracked_is_not(
    article: ArticlePage, as_user: Any, anna: Any, wish: dict[str, str]
) -> None:
    client = as_user(anna)
    assert "data-trail" not in client.get(article.url, headers={**PERSON, **wish}).content.decode()
    assert titles(anna) == []
    actions.note(anna, article, timezone.now())
    client.post("/help/trail/", {"t": article.reader_token, "s": "60"}, headers={**OURS, **wish})
    assert TrailPage.objects.get().seconds == 0


@pytest.mark.parametrize("said", [{"Sec-Purpose": "prefetch"}, {"User-Agent": "curl/8"}])
def test_what_no_person_looked_at_is_not_remembered(
    article: ArticlePage, as_user: Any, anna: Any, said: dict[str, str]
) -> None:
    as_user(anna).get(article.url, headers={**PERSON, **said})
    assert titles(anna) == []


def test_the_longest_reading_counts_and_never_for_another_article(
    article: ArticlePage, as_user: Any, anna: Any
) -> None:
    client, other = as_user(anna), make_article(article.get_parent(), "Another")
    client.get(article.url, headers=PERSON)
    for seconds in ("20", "90", "30"):
        client.post("/help/trail/", {"t": article.reader_token, "s": seconds}, headers=OURS)
    client.post("/help/trail/", {"t": other.reader_token, "s": "50"}, headers=OURS)
    assert list(TrailPage.objects.values_list("article_id", "seconds")) == [(article.pk, 90)]


@pytest.mark.parametrize(
    ("token", "seconds", "headers"),
    [
        (None, "60", {**PERSON, "Sec-Fetch-Site": "cross-site"}),
        (None, "60", PERSON),
        ("1.1:forged", "60", OURS),
        (None, "-5", OURS),
        (None, "many", OURS),
        (None, "9999999", OURS),
        (None, "\x00", OURS),
    ],
)
def test_what_our_page_did_not_send_changes_nothing(
    article: ArticlePage, as_user: Any, anna: Any, token: str | None, seconds: str, headers: dict[str, str]
) -> None:
    actions.note(anna, article, timezone.now())
    said = {"t": token or article.reader_token, "s": seconds}
    assert as_user(anna).post("/help/trail/", said, headers=headers).status_code == 204
    assert TrailPage.objects.get().seconds == 0


def test_the_statistics_never_hear_of_a_trail(article: ArticlePage, as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    client.get(article.url, headers=PERSON)
    client.post("/help/trail/", {"t": article.reader_token, "s": "60"}, headers=OURS)
    assert TrailPage.objects.get().seconds == 60
    assert not ArticleView.objects.exists()
    related = {field.related_model for field in TrailPage._meta.get_fields()} - {None}
    assert related == {type(anna), ArticlePage}


def test_who_stops_it_is_forgotten_at_once_and_not_noted_again(article: ArticlePage, anna: Any) -> None:
    actions.note(anna, article, timezone.now())
    actions.stop(anna)
    actions.note(anna, article, timezone.now())
    assert titles(anna) == []
    actions.go_on(anna)
    actions.note(anna, article, timezone.now())
    assert titles(anna) == [article.title]


def test_a_trail_is_gone_after_a_week(article: ArticlePage, anna: Any) -> None:
    now = timezone.now()
    actions.note(anna, article, now - timedelta(days=7, minutes=1))
    assert titles(anna) == []
    assert actions.purge(now) == 1
    actions.note(anna, article, now - timedelta(days=6))
    assert actions.purge(now) == 0


def test_an_article_she_may_not_read_any_more_is_not_shown(article: ArticlePage, anna: Any) -> None:
    actions.note(anna, article, timezone.now())
    article.audience = "agents"
    article.save_revision().publish()
    assert titles(anna) == []


def test_a_longer_trail_needs_no_more_queries(article: ArticlePage, anna: Any, rf: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            trail(User.objects.get(pk=anna.pk), timezone.now(), rf.get("/"))
        return len(seen)

    actions.note(anna, article, timezone.now())
    queries()  # what the process remembers from now on
    one = queries()
    for number in range(3):
        actions.note(anna, make_article(article.get_parent(), f"Question {number}"), timezone.now())
    assert queries() == one
    assert len(titles(anna)) == 4


@pytest.mark.parametrize(
    ("seconds", "called"), [(0, Manner.OPENED), (17, Manner.OPENED), (18, Manner.PARTLY), (48, Manner.READ)]
)
def test_a_reading_is_called_by_how_much_of_the_text_it_can_have_been(seconds: int, called: Manner) -> None:
    assert manner(seconds, 60) is called


def test_a_wish_is_one_row_however_often_it_is_said(anna: Any) -> None:
    actions.stop(anna)
    actions.stop(anna)
    assert NoTrail.objects.count() == 1


def test_the_beacon_has_one_address_in_every_language() -> None:
    assert reverse("trail") == "/help/trail/"
