"""A day after a case is finished its customer is asked: once for each case, and never twice in 30 days."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.notifications.choices import choose
from portal.notifications.models import Mail
from portal.surveys.actions import ask, plan, plan_missed, plan_nps, stop
from portal.surveys.models import Invitation, SurveySettings
from portal.surveys.rules import Situation, Verdict, decide
from returns.actions import cancel, post_message
from returns.actions.sorting import leave_out
from returns.models import Case
from tests.portal.surveys.conftest import LATER, closed
from tests.returns.makers import NOW, make_order, make_return

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def outcome(invitation: Invitation) -> tuple[str, str]:
    invitation.refresh_from_db()
    return invitation.state, invitation.reason


def guest(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(customer=None, email="guest@example.com")
    case.refresh_from_db()
    return case


def test_the_question_is_due_a_day_after_the_end(invitation: Invitation) -> None:
    assert (invitation.kind, invitation.due_at) == ("ces", NOW + DAY)
    assert ask(invitation.pk, NOW + timedelta(hours=23)) == ""
    assert not Mail.objects.filter(kind="survey").exists()


def test_the_mail_asks_in_the_customers_language_with_a_link_for_each_answer(asked: Invitation) -> None:
    mail = Mail.objects.get(kind="survey")
    assert mail.to == "anna@example.com"
    assert "made it easy for me to handle my issue" in mail.text
    assert [mail.html.count(f"/survey/{asked.token}/?score={score}") for score in range(1, 8)] == [1] * 7
    assert "List-Unsubscribe" in mail.headers
    assert mail.dedupe_key == f"survey-{asked.pk}"


def test_asking_again_sends_nothing(asked: Invitation) -> None:
    assert ask(asked.pk, LATER + DAY) == ""
    assert Mail.objects.filter(kind="survey").count() == 1


def test_a_case_is_planned_once_however_often_it_is_told(anna: User, mia: User) -> None:
    case = closed(anna, mia)
    plan(case, NOW)
    plan(case, NOW)
    assert plan_missed(NOW) == 0
    assert Invitation.objects.count() == 1


def test_tick_finds_a_case_whose_news_was_lost(anna: User, mia: User) -> None:
    closed(anna, mia)
    Invitation.objects.all().delete()
    assert plan_missed(NOW + timedelta(hours=1)) == 1
    Invitation.objects.all().delete()
    assert plan_missed(NOW + 4 * DAY) == 0, "that is no news any more"


def test_a_second_case_within_30_days_is_not_asked_about(asked: Invitation, anna: User, mia: User) -> None:
    soon = plan(closed(anna, mia, LATER + 28 * DAY), LATER + 28 * DAY)
    late = plan(closed(anna, mia, LATER + 29 * DAY), LATER + 29 * DAY)
    assert soon is not None
    assert late is not None
    ask(soon.pk, LATER + 30 * DAY - timedelta(seconds=1))
    assert outcome(soon) == ("dropped", "too_soon")
    ask(late.pk, LATER + 30 * DAY)
    assert outcome(late) == ("asked", "")


def test_a_guest_and_her_account_are_one_person(asked: Invitation, anna: User, mia: User) -> None:
    case = closed(anna, mia, LATER)
    Case.objects.filter(pk=case.pk).update(customer=None, email="Anna@Example.com")
    Invitation.objects.filter(case=case).delete()
    case.refresh_from_db()
    again = plan(case, LATER)
    assert again is not None
    ask(again.pk, LATER + 2 * DAY)
    assert outcome(again) == ("dropped", "too_soon")


def test_a_guest_is_asked_by_mail_and_can_stop_it(anna: User, mia: User) -> None:
    first = plan(guest(closed(anna, mia)), NOW)
    assert first is not None
    ask(first.pk, LATER)
    mail = Mail.objects.get(kind="survey")
    assert mail.to == "guest@example.com"
    assert f"/survey/{first.token}/stop/" in mail.headers["List-Unsubscribe"]
    stop(first, LATER)
    later = LATER + 60 * DAY
    second = plan(guest(closed(anna, mia, later)), later)
    assert second is not None
    ask(second.pk, later + 2 * DAY)
    assert outcome(second) == ("dropped", "unwanted")


def test_who_switched_surveys_off_is_not_asked(invitation: Invitation, anna: User) -> None:
    choose(anna, {"surveys": False})
    ask(invitation.pk, LATER)
    assert outcome(invitation) == ("dropped", "unwanted")


@pytest.mark.parametrize("why", ["spam", "duplicate", "test"])
def test_what_counts_nowhere_is_not_asked_about(invitation: Invitation, mia: User, why: str) -> None:
    assert invitation.case is not None
    leave_out(invitation.case, by=mia, why=why, now=NOW)
    ask(invitation.pk, LATER)
    assert outcome(invitation) == ("dropped", "left_out")


def test_a_merged_or_cancelled_case_is_never_planned(anna: User, mia: User) -> None:
    case = make_return(anna, make_order(anna))
    case = cancel(case, by=anna, version=case.version, now=NOW)
    assert plan(case, NOW) is None
    case.status = Case.Status.MERGED
    assert plan(case, NOW) is None


def test_a_reopened_case_waits_for_its_second_end(invitation: Invitation, anna: User, mia: User) -> None:
    assert invitation.case is not None
    post_message(invitation.case, by=anna, body="It broke.", now=NOW + timedelta(hours=2))
    ask(invitation.pk, LATER)
    assert outcome(invitation) == ("planned", "")
    assert invitation.due_at is None
    end = LATER + DAY
    case = Case.objects.get(pk=invitation.case.pk)
    Case.objects.filter(pk=case.pk).update(closed_at=end, status="closed", unanswered_since=None)
    assert plan_missed(end) == 1
    assert ask(invitation.pk, end + timedelta(hours=23)) == ""
    assert ask(invitation.pk, end + DAY) == "asked"


def test_nobody_is_asked_while_surveys_are_off(invitation: Invitation, anna: User, mia: User) -> None:
    SurveySettings.objects.update_or_create(pk=SurveySettings.load().pk, defaults={"after_case": False})
    ask(invitation.pk, LATER)
    assert outcome(invitation) == ("dropped", "off")
    assert plan(closed(anna, mia), NOW) is None


def test_recommending_is_asked_once_a_quarter_and_only_when_it_is_on(anna: User, mia: User) -> None:
    make_order(anna)
    assert plan_nps(NOW) == 0
    SurveySettings.objects.update_or_create(pk=SurveySettings.load().pk, defaults={"nps": True})
    assert plan_nps(NOW) == 1
    assert plan_nps(NOW) == 0
    ask(Invitation.objects.get().pk, NOW)
    assert Mail.objects.get(kind="survey").html.count("?score=") == 11
    assert plan_nps(NOW + 90 * DAY) == 0
    assert plan_nps(NOW + 92 * DAY) == 1


MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(asked=st.lists(MOMENTS, min_size=1, max_size=12))
def test_two_questions_are_always_30_days_apart(asked: list[Any]) -> None:
    last = None
    for now in sorted(asked):
        found = Situation(is_on=True, has_address=True, wants=True, closed_at=now - 2 * DAY, asked_last=last)
        if decide(found, now, DAY).verdict is Verdict.ASK:
            assert last is None or now - last >= 30 * DAY
            last = now
