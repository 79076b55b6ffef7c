"""A case lies aside until its moment, until the customer writes, and never beyond a day of the law."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group

from returns import actions
from returns.actions.sorting import wake_due
from returns.errors import Refused
from returns.models import Case, Team
from tests.conftest import make_user
from tests.returns.makers import NOW, make_case, make_question

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_it_wakes_when_its_moment_comes(anna: Any, mia: Any) -> None:
    case = actions.snooze(make_question(anna), by=mia, until=LATER, now=NOW)
    wake_due(LATER - timedelta(seconds=1))
    assert fresh(case).snoozed_until == LATER
    wake_due(LATER)
    assert fresh(case).snoozed_until is None
    assert [event.verb for event in case.events.all()] == ["open", "snooze", "wake"]


def test_it_wakes_when_the_customer_writes(anna: Any, mia: Any) -> None:
    case = actions.snooze(make_question(anna), by=mia, until=LATER, now=NOW)
    actions.post_message(case, by=mia, body="a note", internal=True, now=NOW)
    actions.post_message(case, by=mia, body="Any news?", now=NOW)
    assert fresh(case).snoozed_until == LATER
    actions.post_message(case, by=anna, body="Here they are", now=NOW)
    assert fresh(case).snoozed_until is None
    assert case.events.filter(verb="wake").count() == 1


def test_it_never_hides_a_day_of_the_law(anna: Any, mia: Any) -> None:
    case = make_case(anna, "complaint", demand="repair")
    due = case.deadlines.get(name="complaint_answer").due_at
    with pytest.raises(Refused, match="By law this case is due"):
        actions.snooze(case, by=mia, until=due + timedelta(hours=1), now=NOW)
    assert actions.snooze(case, by=mia, until=due - timedelta(hours=1), now=NOW).snoozed_until


def test_a_clock_of_the_law_that_starts_later_wakes_it(anna: Any, mia: Any) -> None:
    case = make_case(anna, "withdrawal")
    assert not case.deadlines.filter(name="refund").exists()
    case = actions.snooze(case, by=mia, until=NOW + timedelta(days=29), now=NOW)
    case = actions.mark_received(case, by=mia, version=case.version, now=LATER)
    assert case.deadlines.running().get(name="refund").due_at < NOW + timedelta(days=29)
    assert case.snoozed_until is None


def test_agents_give_cases_to_their_team_and_senior_agents_to_anybody(anna: Any, mia: Any) -> None:
    ola, senior = (make_user(f"{name}@example.com", name, is_staff=True) for name in ("ola", "sue"))
    ola.groups.add(Group.objects.get(name="Agents"))
    senior.groups.add(Group.objects.get(name="Senior agents"))
    case = make_question(anna)
    with pytest.raises(Refused, match="colleagues of your team"):
        actions.assign(case, by=mia, agent=ola, version=case.version, now=NOW)
    case = actions.assign(case, by=senior, agent=ola, version=case.version, now=NOW)
    team = Team.objects.create(name="Evening")
    team.members.set([mia, senior])
    assert actions.assign(case, by=mia, agent=senior, version=case.version, now=NOW).assignee == senior
