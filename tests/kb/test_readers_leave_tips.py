"""A customer's tip waits for an editor, then helps the next reader, is found by search, and stays hers."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.models import ArticlePage, Tip
from kb.reading.limits import Limit
from kb.tips import actions, views
from kb.tips.forms import name_to_offer
from kb.tips.queries import tips_by
from kb.tips.rules import MOST_A_DAY, plain
from tests.kb.makers import make_article
from tests.kb.searching import rebuild, titles

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
WORDS = "The courier calls ten minutes before."


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "HELPFUL", Limit(allowed=20))


@pytest.fixture
def tip(article: ArticlePage, anna: Any, eva: Any) -> Tip:
    """Anna's, accepted."""
    written = actions.write(anna, article, "Anna", WORDS, timezone.now())
    actions.accept(written, eva, timezone.now())
    return written


def under(client: Client, article: ArticlePage) -> BeautifulSoup:
    found = BeautifulSoup(client.get(article.url).content, "html.parser").select_one("#tips")
    assert found is not None
    return found


def send(client: Client, article: ArticlePage, **given: str) -> Any:
    fields = {"text": WORDS, "first_name": "Anna", **given}
    return client.post(reverse("kb:tip", args=[article.pk]), fields, follow=True)


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_form(article: ArticlePage, client: Client) -> None:
    link = under(client, article).select_one(".tips__more a")
    assert link is not None
    assert "Sign in to leave a tip" in link.get_text()
    answer = client.get(str(link["href"]))
    assert answer["Location"] == f"/account/login/?next=/help/tip/{article.pk}/"


def test_a_tip_waits_for_an_editor(article: ArticlePage, as_user: Any, anna: Any) -> None:
    client = as_user(anna)
    page = send(client, article).content.decode()
    assert "An editor reads your tip" in page
    tip = Tip.objects.get()
    assert (tip.state, tip.text, tip.first_name, tip.user_id) == ("waiting", WORDS, "Anna", anna.pk)
    assert WORDS not in client.get(article.url).content.decode()


def test_only_her_first_name_is_offered_and_never_an_address(anna: Any, as_user: Any, article: ArticlePage) -> None:
    assert name_to_offer(anna) == "Anna"
    anna.name = ""
    assert name_to_offer(anna) == ""
    page = send(as_user(anna), article, first_name="anna@example.com").content.decode()
    assert "Please write a name that others may read." in page
    assert not Tip.objects.exists()


@pytest.mark.parametrize("text", ["", "short", "\x00" * 30, "a" * 601])
def test_a_tip_is_a_sentence_and_no_novel(article: ArticlePage, as_user: Any, anna: Any, text: str) -> None:
    assert send(as_user(anna), article, text=text).status_code == 200
    assert not Tip.objects.exists()


def test_the_same_tip_twice_is_one_and_six_in_a_day_are_too_many(
    article: ArticlePage, as_user: Any, anna: Any, ben: Any
) -> None:
    client = as_user(anna)
    for _click in range(2):
        send(client, article)
    assert Tip.objects.count() == 1
    for number in range(MOST_A_DAY):
        answer = send(client, article, text=f"{WORDS} {number}")
    assert "Please come back tomorrow." in answer.content.decode()
    assert Tip.objects.count() == MOST_A_DAY
    send(as_user(ben), article)
    Tip.objects.filter(user=anna).update(written_at=timezone.now() - timedelta(hours=25))
    send(client, article, text=f"{WORDS} again")
    assert Tip.objects.count() == MOST_A_DAY + 2


def test_colleagues_write_the_article_instead(article: ArticlePage, as_user: Any, eva: Any) -> None:
    assert as_user(eva).get(reverse("kb:tip", args=[article.pk])).status_code == 404
    assert under(as_user(eva), article).select_one(".tips__more") is None


def test_an_article_she_may_not_read_takes_no_tip(article: ArticlePage, as_user: Any, anna: Any) -> None:
    article.audience = "agents"
    article.save_revision().publish()
    assert send(as_user(anna), article).status_code == 404


def test_an_accepted_tip_is_under_its_article_for_everybody(tip: Tip, client: Client, article: ArticlePage) -> None:
    answer = client.get(article.url)
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    shown = under(client, article).select_one(f"#tip-{tip.pk}")
    assert shown is not None
    assert WORDS in shown.get_text()
    assert shown.select_one("time")["datetime"] == timezone.localdate().isoformat()
    assert "Nowak" not in shown.get_text()


def test_markup_in_a_tip_is_text(article: ArticlePage, anna: Any, eva: Any, client: Client) -> None:
    tip = actions.write(anna, article, "<b>Anna", "<script>alert(1)</script>\nsecond line", timezone.now())
    actions.accept(tip, eva, timezone.now())
    shown = under(client, article).select_one(".tip")
    assert shown is not None
    assert shown.select("script, b") == []
    assert "<script>alert(1)</script>" in shown.get_text()
    assert shown.select("br")


def test_readers_sort_tips_by_finding_them_helpful(
    tip: Tip, article: ArticlePage, ben: Any, eva: Any, client: Client
) -> None:
    newer = actions.write(ben, article, "Ben", "Ring twice, it is loud there.", timezone.now())
    actions.accept(newer, eva, timezone.now())
    ids = [each["id"] for each in under(client, article).select(".tip")]
    assert ids == [f"tip-{newer.pk}", f"tip-{tip.pk}"]
    for _click in range(2):
        answer = client.post(reverse("kb:tip_helpful", args=[tip.pk]), headers=OURS)
    assert answer["Location"] == f"{article.url}?helpful={tip.pk}#tip-{tip.pk}"
    ids = [each["id"] for each in under(client, article).select(".tip")]
    assert ids == [f"tip-{tip.pk}", f"tip-{newer.pk}"]
    tip.refresh_from_db()
    assert tip.helpful == 1
    Client().post(reverse("kb:tip_helpful", args=[tip.pk]), headers={"Sec-Fetch-Site": "cross-site"})
    Client().post(reverse("kb:tip_helpful", args=[tip.pk]), headers=OURS)
    tip.refresh_from_db()
    assert tip.helpful == 2


def test_without_scripts_a_reader_is_thanked_too(tip: Tip, article: ArticlePage, client: Client) -> None:
    before = client.get(article.url)
    answer = client.post(reverse("kb:tip_helpful", args=[tip.pk]), headers=OURS, follow=True)
    assert answer.redirect_chain[0][0] != before.request["PATH_INFO"], "a kept page answers that address"
    shown = BeautifulSoup(answer.content, "html.parser").select_one(f"#tip-{tip.pk}")
    assert shown is not None
    assert shown.select_one("[role=status]").get_text() == "Thank you!"
    assert shown.select("form") == []
    assert under(client, article).select_one(f"#tip-{tip.pk} form")
    stranger = Client().post(reverse("kb:tip_helpful", args=[tip.pk]), headers={"Sec-Fetch-Site": "cross-site"})
    assert stranger["Location"] == f"{article.url}#tip-{tip.pk}"


def test_helpful_says_nothing_about_who_says_it(tip: Tip, client: Client) -> None:
    cookie = client.post(reverse("kb:tip_helpful", args=[tip.pk]), headers=OURS).cookies["helpful"]
    assert (cookie.value, cookie["path"]) == ("1", f"/help/tip/{tip.pk}/helpful/")


def test_a_tip_nobody_sees_cannot_be_helpful(article: ArticlePage, anna: Any, client: Client) -> None:
    waiting = actions.write(anna, article, "Anna", WORDS, timezone.now())
    assert client.post(reverse("kb:tip_helpful", args=[waiting.pk]), headers=OURS).status_code == 404


def test_tips_of_a_hidden_article_are_hidden_with_it(
    tip: Tip, article: ArticlePage, client: Client, anna: Any
) -> None:
    article.audience = "agents"
    article.save_revision().publish()
    assert client.get(article.url).status_code == 404
    assert client.post(reverse("kb:tip_helpful", args=[tip.pk]), headers=OURS).status_code == 404
    assert [(own.title, own.url) for own in tips_by(anna)] == [("…", "")]


def test_more_tips_need_no_more_queries(tip: Tip, article: ArticlePage, anna: Any, eva: Any, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(article.url)
        return len(seen)

    queries()
    one = queries()
    for number in range(3):
        actions.accept(actions.write(anna, article, "Anna", f"Tip {number}", timezone.now()), eva, timezone.now())
    assert queries() == one


@pytest.mark.usefixtures("own_index")
def test_an_article_is_found_by_its_tips_but_after_those_that_say_it_themselves(
    article: ArticlePage, anna: Any, eva: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_article(article.get_parent(), "Does the courier whistle?", short_answer="He may whistle.")
    rebuild()
    assert titles("whistle") == ["Does the courier whistle?"]
    tip = actions.write(anna, article, "Anna", "Listen: they whistle downstairs.", timezone.now())
    assert titles("downstairs") == []
    with django_capture_on_commit_callbacks(execute=True):
        actions.accept(tip, eva, timezone.now())
    assert titles("downstairs") == [article.title]
    assert titles("whistle")[0] == "Does the courier whistle?"
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_back(anna, tip.pk)
    assert titles("downstairs") == []


def test_her_own_tip_is_hers_to_delete_and_nobody_elses(tip: Tip, anna: Any, ben: Any) -> None:
    assert actions.take_back(ben, tip.pk) is False
    assert actions.take_back(anna, tip.pk) is True
    assert not Tip.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  One \r\n\r\n\r\n\r\n two  ", "One\n\ntwo"),
        ("tab\tand\x07bell", "tab and bell"),
        ("\n\nlate", "late"),
    ],
)
def test_a_tip_is_plain_text(typed: str, kept: str) -> None:
    assert plain(typed) == kept


def test_families_of_emoji_stay_together_in_a_tip() -> None:
    assert plain("For 👩‍👩‍👧 and می‌خواهم\u202e") == "For 👩‍👩‍👧 and می‌خواهم"
