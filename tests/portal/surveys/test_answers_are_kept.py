"""A link opens, a button answers; words follow, help comes, and the case knows."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.accounts.models import PrivacySettings, User
from portal.accounts.privacy.subject import of_account
from portal.surveys.actions import plan
from portal.surveys.models import Answer, Invitation, SurveySettings
from portal.surveys.privacy import SurveyArea, forget_words
from portal.surveys.signals import survey_answered
from returns.models import Case
from tests.portal.surveys.conftest import LATER, closed
from tests.returns.makers import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page(asked: Invitation, name: str = "survey") -> str:
    return reverse(f"surveys:{name}", args=[asked.token])


@pytest.fixture
def client(asked: Invitation) -> Any:
    with time_machine.travel(LATER + timedelta(hours=1)):
        yield Client()


@pytest.mark.parametrize("score", range(1, 8))
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_following_a_link_never_answers(client: Client, asked: Invitation, score: int, method: str) -> None:
    prefetch = {"HTTP_SEC_PURPOSE": "prefetch", "HTTP_PURPOSE": "prefetch"}
    for headers in ({}, prefetch):
        getattr(client, method)(f"{page(asked)}?score={score}", **headers)
        getattr(client, method)(f"{page(asked, 'help')}?score={score}", **headers)
        getattr(client, method)(f"{page(asked, 'words')}?word=x", **headers)
        getattr(client, method)(f"{page(asked, 'stop')}?do=stop", **headers)
    assert not Answer.objects.exists()
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_the_link_opens_the_page_with_the_number_chosen(client: Client, asked: Invitation) -> None:
    answer = client.get(f"{page(asked)}?score=6")
    html = answer.content.decode()
    assert html.count("checked") == 1
    assert 'value="6" checked' in html
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert "checked" not in client.get(f"{page(asked)}?score=99").content.decode()


def test_an_answer_is_kept_and_tells_its_case(client: Client, asked: Invitation) -> None:
    told = []
    survey_answered.connect(lambda answer, **kwargs: told.append(answer.score), weak=False, dispatch_uid="t")
    assert client.post(page(asked), {"score": "6"}).status_code == 302
    survey_answered.disconnect(dispatch_uid="t")
    given = Answer.objects.get()
    assert (given.kind, given.score, given.case, given.asked_at) == ("ces", 6, asked.case, asked.asked_at)
    assert asked.case is not None
    assert asked.case.events.filter(verb="survey", data__score=6).count() == 1
    assert not asked.case.tags.exists()
    assert "Thank you" in client.get(page(asked)).content.decode()


@pytest.mark.parametrize("score", ["", "0", "8", "-1", "x", "9" * 400, "\x00"])
def test_what_is_not_on_the_scale_is_asked_again(client: Client, asked: Invitation, score: str) -> None:
    answer = client.post(page(asked), {"score": score})
    assert answer.status_code == 200
    assert "Choose one number" in answer.content.decode()
    assert not Answer.objects.exists()


def test_the_last_answer_within_a_week_counts_and_the_first_stays(asked: Invitation) -> None:
    with time_machine.travel(LATER + DAY, tick=False):
        Client().post(page(asked), {"score": "2"})
    with time_machine.travel(LATER + DAY + timedelta(days=7, seconds=-1), tick=False):
        Client().post(page(asked), {"score": "7"})
    with time_machine.travel(LATER + DAY + timedelta(days=7), tick=False):
        assert Client().post(page(asked), {"score": "1"}).status_code == 410
    assert list(Answer.objects.filter(replaced_at=None).values_list("score", flat=True)) == [7]
    assert sorted(Answer.objects.values_list("score", flat=True)) == [2, 7]


def test_an_unhappy_answer_tells_agents_until_it_is_taken_back(client: Client, asked: Invitation) -> None:
    assert asked.case is not None
    client.post(page(asked), {"score": "2"})
    assert [tag.name for tag in asked.case.tags.all()] == ["unhappy"]
    note = asked.case.messages.get(internal=True)
    assert "2 of 7" in note.body
    client.post(page(asked), {"score": "7"})
    assert not asked.case.tags.exists()


def test_agents_are_not_told_when_the_shop_does_not_want_it(client: Client, asked: Invitation) -> None:
    SurveySettings.objects.update_or_create(pk=SurveySettings.load().pk, defaults={"tells_agents": False})
    client.post(page(asked), {"score": "1"})
    assert asked.case is not None
    assert not asked.case.tags.exists()
    assert not asked.case.messages.filter(internal=True).exists()


def test_one_click_opens_the_case_again_once(client: Client, asked: Invitation) -> None:
    client.post(page(asked), {"score": "1"})
    assert "Yes, please help me" in client.get(page(asked)).content.decode()
    assert asked.case is not None
    before = asked.case.messages.filter(internal=False).count()
    client.post(page(asked, "help"))
    client.post(page(asked, "help"))
    case = Case.objects.get(pk=asked.case.pk)
    assert (case.status, case.closed_at) == ("open", None)
    assert case.unanswered_since is not None
    assert case.messages.filter(internal=False).count() == before + 1
    html = client.get(page(asked)).content.decode()
    assert "Yes, please help me" not in html
    assert "Somebody looks at it" in html


def test_a_guests_case_opens_as_well(anna: User, mia: User, client: Client, asked: Invitation) -> None:
    Case.objects.filter(pk=asked.case_id).update(customer=None)
    Invitation.objects.filter(pk=asked.pk).update(person=None)
    client.post(page(asked), {"score": "3"})
    client.post(page(asked, "help"))
    assert Case.objects.get(pk=asked.case_id).closed_at is None


def test_words_come_after_and_a_second_thought_keeps_the_first(client: Client, asked: Invitation) -> None:
    client.post(page(asked), {"score": "5"})
    client.post(page(asked, "words"), {"word": "  Slow <b> ", "better": ["speed", "clear"]})
    given = Answer.objects.get()
    assert (given.word, given.better) == ("Slow <b>", ["speed", "clear"])
    assert "Slow &lt;b&gt;" in client.get(page(asked)).content.decode()
    client.post(page(asked, "words"), {"word": "Fine after all"})
    assert [each.word for each in Answer.objects.order_by("pk")] == ["Slow <b>", "Fine after all"]
    assert Answer.objects.filter(replaced_at=None).get().score == 5


def test_an_old_or_unknown_link_gets_a_kind_page(asked: Invitation) -> None:
    with time_machine.travel(LATER + 30 * DAY):
        for answer in (Client().get(page(asked)), Client().post(page(asked), {"score": "5"})):
            assert answer.status_code == 410
            assert "This question is over" in answer.content.decode()
    assert Client().get(reverse("surveys:survey", args=["nobodys"])).status_code == 404
    assert not Answer.objects.exists()


def test_stopping_takes_a_button_and_can_be_taken_back(client: Client, asked: Invitation, anna: User) -> None:
    client.get(page(asked, "stop"))
    assert not anna.mail_choices.exists()
    client.post(page(asked, "stop"), {"List-Unsubscribe": "One-Click"})
    assert anna.mail_choices.get().wanted is False
    client.post(page(asked, "stop"), {"do": "start"})
    assert anna.mail_choices.get().wanted is True


def test_the_page_of_the_case_asks_before_the_mail_and_the_mail_then_stays_away(
    anna: User, mia: User, as_user: Any, invitation: Invitation
) -> None:
    assert invitation.case is not None
    detail = reverse("cases:detail", args=[invitation.case.reference])
    assert "How did it go?" in as_user(anna).get(detail).content.decode()
    as_user(anna).post(page(invitation), {"score": "7"})
    invitation.refresh_from_db()
    assert (invitation.state, invitation.by_mail) == ("asked", False)
    assert "Thank you for your answer" in as_user(anna).get(detail).content.decode()
    second = plan(closed(anna, mia), NOW)
    assert second is not None
    assert second.case is not None
    other = reverse("cases:detail", args=[second.case.reference])
    assert "How did it go?" not in as_user(anna).get(other).content.decode()
    assert Client().post(page(second), {"score": "7"}).status_code == 410


def test_erased_she_is_nobody_and_the_score_stays(client: Client, asked: Invitation, anna: User) -> None:
    client.post(page(asked), {"score": "2"})
    client.post(page(asked, "words"), {"word": "I am Anna"})
    subject = of_account(anna, LATER + DAY)
    assert "I am Anna" in str(list(SurveyArea().records(subject)))
    SurveyArea().erase(subject, PrivacySettings.load(), LATER + DAY)
    given = Answer.objects.get()
    assert (given.score, given.word) == (2, "")
    old = asked.token
    asked.refresh_from_db()
    assert (asked.person, asked.email) == (None, "")
    assert client.get(reverse("surveys:survey", args=[old])).status_code == 404


def test_words_are_forgotten_after_thirteen_months(client: Client, asked: Invitation) -> None:
    client.post(page(asked), {"score": "2"})
    client.post(page(asked, "words"), {"word": "Slow"})
    forget_words(LATER + 390 * DAY, PrivacySettings.load())
    assert Answer.objects.get().word == "Slow"
    forget_words(LATER + 400 * DAY, PrivacySettings.load())
    assert (Answer.objects.get().word, Answer.objects.get().score) == ("", 2)
    asked.refresh_from_db()
    assert (asked.person, asked.email) == (None, "")


def test_who_answers_too_often_waits_a_minute(client: Client, asked: Invitation) -> None:
    seen = [client.post(page(asked), {"score": "6"}).status_code for _each in range(21)]
    assert seen == [302] * 20 + [429]
