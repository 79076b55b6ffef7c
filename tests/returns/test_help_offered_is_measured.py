"""Articles beside a form are shown, or by chance held back; what came of it is counted, and nobody is named."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils import timezone

from returns.models import Case, HelpOffer, HelpOfferSettings
from returns.starting import helping, offering
from returns.starting.helping import Article


@pytest.fixture(autouse=True)
def an_article(monkeypatch: Any) -> None:
    monkeypatch.setattr(
        helping, "_providers", [lambda *_: [Article("How long does it take?", "/help/time/", "Soon.")]]
    )


def hold_out(percent: int) -> None:
    HelpOfferSettings.objects.update_or_create(pk=1, defaults={"hold_out_percent": percent})


def page(client: Any) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse("cases:contact")).content, "html.parser")


def send(client: Any) -> Any:
    key = page(client).find("input", {"name": "submission_key"})["value"]
    fields = {"subject": "Where is it?", "body": "I wait for it.", "submission_key": key}
    return client.post(reverse("cases:contact"), fields)


def test_a_shown_form_is_counted_once_however_often_it_is_opened(anna: Any, as_user: Any) -> None:
    hold_out(0)
    client = as_user(anna)
    assert page(client).find("a", href="/help/time/")
    page(client)
    row = HelpOffer.objects.get()
    assert (row.kind, row.held_out, row.articles) == ("question", False, ["/help/time/"])
    assert (row.solved, row.asked) == (False, False)


def test_a_held_out_form_shows_no_article_and_suggests_none_while_typing(anna: Any, as_user: Any) -> None:
    hold_out(100)
    found = page(as_user(anna))
    assert not found.find("a", href="/help/time/")
    assert not found.find(attrs={"data-suggest": True})
    assert not found.find("form", action=reverse("cases:help_answered"))
    row = HelpOffer.objects.get()
    assert (row.held_out, row.articles) == (True, [])


def test_this_answers_my_question_is_one_press_and_sends_nothing(anna: Any, as_user: Any) -> None:
    hold_out(0)
    client = as_user(anna)
    assert page(client).find("form", action=reverse("cases:help_answered"))
    response = client.post(reverse("cases:help_answered"), {"kind": "question"})
    assert response.status_code == 302
    assert HelpOffer.objects.get().solved
    assert not Case.objects.exists()


def test_a_held_out_form_cannot_say_that_an_article_helped(anna: Any, as_user: Any) -> None:
    hold_out(100)
    client = as_user(anna)
    page(client)
    client.post(reverse("cases:help_answered"), {"kind": "question"})
    assert not HelpOffer.objects.get().solved


def test_whoever_was_offered_nothing_changes_nothing(anna: Any, ben: Any, as_user: Any) -> None:
    hold_out(0)
    page(as_user(anna))
    as_user(ben).post(reverse("cases:help_answered"), {"kind": "question"})
    assert not HelpOffer.objects.get().solved


@pytest.mark.django_db(transaction=True)
def test_a_case_sent_from_the_same_browser_is_noticed(anna: Any, as_user: Any) -> None:
    hold_out(0)
    assert send(as_user(anna)).status_code == 302
    assert Case.objects.count() == 1
    assert HelpOffer.objects.get().asked


def test_chance_decides_once_for_a_week(anna: Any, as_user: Any) -> None:
    hold_out(100)
    client = as_user(anna)
    page(client)
    hold_out(0)
    assert not page(client).find("a", href="/help/time/")
    assert HelpOffer.objects.count() == 1
    session = client.session
    kept = session[offering.IN_SESSION]
    session[offering.IN_SESSION] = {**kept, "until": (timezone.localdate() - timedelta(days=1)).isoformat()}
    session.save()
    assert page(client).find("a", href="/help/time/")
    assert HelpOffer.objects.count() == 2


def test_agents_are_not_counted(mia: Any, as_user: Any) -> None:
    hold_out(100)
    assert page(as_user(mia)).find("a", href="/help/time/")
    assert not HelpOffer.objects.exists()


def test_a_guest_gets_the_same_page_as_everybody(client: Any, db: None) -> None:
    hold_out(100)
    response = client.get(f"{reverse('cases:new')}?kind=return")
    assert b"/help/time/" in response.content
    assert not HelpOffer.objects.exists()
    assert "sessionid" not in response.cookies


def test_no_row_leads_to_a_person_or_a_case() -> None:
    assert not [field for field in HelpOffer._meta.get_fields() if isinstance(field, ForeignKey)]


def test_rows_go_after_thirteen_months(db: None) -> None:
    today = timezone.localdate()
    for days in (396, 397):
        HelpOffer.objects.create(day=today - timedelta(days=days), kind="return", held_out=False)
    assert offering.sweep(today) == 1
