"""What a customer read before she asked is on the form, hers to untick, frozen on the case and seen at the desk."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.models import ArticlePage, NoTrail, Tip, TrailPage
from kb.tips import actions as tips
from kb.trail import actions as trail
from returns.models import Case, ReadArticle
from tests.kb.makers import make_article, make_topic
from tests.returns.makers import make_order
from tests.returns.starting import begun, send, step_url


@pytest.fixture
def article(db: None) -> ArticlePage:
    return make_article(make_topic())


@pytest.fixture
def other(article: ArticlePage) -> ArticlePage:
    return make_article(article.get_parent(), "How do I return it?")


def soup(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def ask(client: Client, address: str = "/contact/", **fields: Any) -> Any:
    given = {"submission_key": str(uuid4()), "subject": "Mug", "body": "Is it blue?", "order": "", **fields}
    return client.post(address, given, follow=True)


def boxes(page: BeautifulSoup) -> dict[str, bool]:
    return {str(box["value"]): box.has_attr("checked") for box in page.select("input[name=articles]")}


def test_the_form_shows_what_she_read_ticked_and_only_to_her(
    article: ArticlePage, as_user: Any, anna: Any, ben: Any
) -> None:
    trail.note(anna, article, timezone.now())
    page = soup(as_user(anna), "/contact/")
    assert boxes(page) == {str(article.pk): True}
    assert article.title in page.select_one(".read-before").get_text()
    assert boxes(soup(as_user(ben), "/contact/")) == {}


def test_a_return_shows_it_too_and_keeps_it(article: ArticlePage, as_user: Any, anna: Any) -> None:
    trail.note(anna, article, timezone.now())
    client, draft = as_user(anna), begun(anna, make_order(anna), "return")
    assert boxes(soup(client, step_url(draft, "check"))) == {str(article.pk): True}
    send(client, draft, articles=[str(article.pk)])
    assert ReadArticle.objects.get().article_id == article.pk


def test_what_stays_ticked_is_frozen_on_the_case(
    article: ArticlePage, other: ArticlePage, as_user: Any, anna: Any
) -> None:
    trail.note(anna, article, timezone.now())
    trail.add_time(anna, article.pk, 125)
    trail.note(anna, other, timezone.now())
    client = as_user(anna)
    page = ask(client, articles=[str(article.pk)]).content.decode()
    kept = ReadArticle.objects.get()
    assert (kept.title, kept.url, kept.seconds, kept.manner) == (article.title, article.url, 125, "read")
    assert (kept.revision_id, kept.asked_from) == (article.live_revision_id, False)
    assert "Help pages you had read" in page
    article.title = "Another question now"
    article.save_revision().publish()
    trail.forget(anna)
    again = client.get(reverse("cases:detail", args=[kept.case.reference])).content.decode()
    assert "Where is my parcel?" in again
    assert "2 minutes" in again


def test_nothing_is_attached_that_she_unticked_or_never_saw(
    article: ArticlePage, other: ArticlePage, as_user: Any, anna: Any, ben: Any
) -> None:
    trail.note(anna, article, timezone.now())
    trail.note(ben, other, timezone.now())
    ask(as_user(anna), articles=[str(other.pk), "x", "\x00"])
    assert Case.objects.count() == 1
    assert not ReadArticle.objects.exists()


def test_a_form_with_a_mistake_remembers_what_was_unticked(
    article: ArticlePage, other: ArticlePage, as_user: Any, anna: Any
) -> None:
    for page in (article, other):
        trail.note(anna, page, timezone.now())
    answer = ask(as_user(anna), body="", articles=[str(other.pk)])
    assert boxes(BeautifulSoup(answer.content, "html.parser")) == {str(article.pk): False, str(other.pk): True}


def test_a_case_that_comes_from_an_article_says_so_here_and_at_the_desk(
    article: ArticlePage, as_user: Any, anna: Any, mia: Any, settings: Any
) -> None:
    settings.STAFF_MFA = "optional"
    client, address = as_user(anna), f"/contact/?article={article.pk}"
    page = soup(client, address)
    assert page.select_one("input[name=subject]")["value"] == article.title
    assert boxes(page) == {str(article.pk): True}
    assert "You come from here" in page.get_text()
    ask(client, address, articles=[str(article.pk)])
    kept = ReadArticle.objects.get()
    assert (kept.asked_from, kept.article_id, kept.read_at) == (True, article.pk, None)
    desk = as_user(mia).get(reverse("desk:case", args=[kept.case.reference])).content.decode()
    assert "Comes from this article" in desk
    assert article.title in desk


def test_a_guest_comes_back_to_the_article_after_signing_in(article: ArticlePage, client: Client) -> None:
    page = soup(client, f"/contact/?article={article.pk}")
    assert f"next=%2Fcontact%2F%3Farticle%3D{article.pk}" in page.select_one(".sheet a.button")["href"]


@pytest.mark.parametrize("number", ["", "0", "-1", "9" * 30, "x", "\x00", "٣"])
def test_an_article_that_is_not_there_is_no_article(as_user: Any, anna: Any, number: str) -> None:
    answer = as_user(anna).get("/contact/", {"article": number})
    assert answer.status_code == 200
    assert "read-before" not in answer.content.decode()


def test_an_article_for_agents_cannot_be_named(article: ArticlePage, as_user: Any, anna: Any) -> None:
    article.audience = "agents"
    article.save_revision().publish()
    assert article.title not in as_user(anna).get(f"/contact/?article={article.pk}").content.decode()


def test_a_browser_that_asks_not_to_be_tracked_attaches_nothing_by_itself(
    article: ArticlePage, as_user: Any, anna: Any
) -> None:
    trail.note(anna, article, timezone.now())
    answer = as_user(anna).get("/contact/", headers={"Sec-GPC": "1"})
    assert boxes(BeautifulSoup(answer.content, "html.parser")) == {}


def test_more_pages_need_no_more_queries(article: ArticlePage, as_user: Any, anna: Any) -> None:
    client = as_user(anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/contact/")
        return len(seen)

    trail.note(anna, article, timezone.now())
    queries()
    few = queries()
    for number in range(4):
        trail.note(anna, make_article(article.get_parent(), f"Question {number}"), timezone.now())
    assert queries() == few


def test_she_sees_forgets_stops_and_starts_it_in_her_account(
    article: ArticlePage, other: ArticlePage, as_user: Any, anna: Any, ben: Any
) -> None:
    client, change = as_user(anna), reverse("accounts:change_reading")
    for page in (article, other):
        trail.note(anna, page, timezone.now())
        trail.note(ben, page, timezone.now())
    assert other.title in soup(client, reverse("accounts:reading")).get_text()
    client.post(change, {"article": str(other.pk)})
    assert list(TrailPage.objects.filter(user=anna).values_list("article_id", flat=True)) == [article.pk]
    client.post(change, {"do": "forget"})
    assert not TrailPage.objects.filter(user=anna).exists()
    client.post(change, {"do": "stop"})
    assert NoTrail.objects.filter(user=anna).exists()
    assert "We remember nothing of what you read." in soup(client, reverse("accounts:reading")).get_text()
    client.post(change, {"do": "start"})
    assert not NoTrail.objects.exists()
    assert TrailPage.objects.filter(user=ben).count() == 2


def test_the_account_page_is_for_its_owner(
    client: Client, as_user: Any, ben: Any, article: ArticlePage, anna: Any
) -> None:
    tip = tips.write(anna, article, "Anna", "The courier calls first.", timezone.now())
    for name, args in (("reading", []), ("change_reading", []), ("remove_tip", [tip.pk])):
        assert client.post(reverse(f"accounts:{name}", args=args)).status_code in {302, 405}
    assert as_user(ben).post(reverse("accounts:remove_tip", args=[tip.pk])).status_code == 404
    assert tip.text not in soup(as_user(ben), reverse("accounts:reading")).get_text()
    assert Tip.objects.exists()


def test_everything_goes_with_the_account(
    article: ArticlePage, as_user: Any, anna: Any, ben: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    for person in (anna, ben):
        trail.note(person, article, now)
        tip = tips.write(person, article, person.get_short_name(), f"A tip from {person.email}", now)
        tips.accept(tip, person, now)
    ask(as_user(anna), articles=[str(article.pk)])
    assert "A tip from anna" in client.get(article.url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        anna.delete()
    page = client.get(article.url).content.decode()
    assert "A tip from anna" not in page
    assert "A tip from ben" in page
    assert list(TrailPage.objects.values_list("user_id", flat=True)) == [ben.pk]
    assert not ReadArticle.objects.exists()
    assert Case.objects.get().customer is None


def test_an_article_with_a_long_address_can_be_attached(article: ArticlePage, as_user: Any, anna: Any) -> None:
    long = make_article(article.get_parent(), "Посылка?", slug="как-вернуть-посылку-" * 5)
    trail.note(anna, long, timezone.now())
    ask(as_user(anna), articles=[str(long.pk)])
    kept = ReadArticle.objects.get()
    kept.full_clean()
    assert kept.url == long.url
    assert len(kept.url) > 500
