from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.models import Macro, MacroText
from portal.desk.queue.deed_forms import usual_moments
from returns.actions import post_message
from returns.models import Case, Tag, Team
from tests.conftest import make_user
from tests.portal.desk.conftest import ask


@pytest.fixture
def cases(anna: User) -> list[Case]:
    return [ask(anna, subject=f"Case {number}") for number in range(3)]


@pytest.fixture
def client(mia: User, as_user: Any) -> Client:
    return as_user(mia)


@pytest.fixture
def senior(db: None) -> User:
    user = make_user("sol@example.com", "Sol Senior", is_staff=True)
    user.groups.add(Group.objects.get(name="Senior agents"))
    return user


def send(client: Client, do: str, cases: list[Case], **values: Any) -> Any:
    chosen = [f"{case.reference}.{case.version}" for case in cases]
    return client.post(reverse("desk:bulk"), {"do": do, "case": chosen, "in": "view=mine", **values}, follow=True)


def verbs(case: Case) -> list[str]:
    return list(case.events.values_list("verb", flat=True))


def test_an_agent_takes_several_with_one_press(client: Client, mia: User, cases: list[Case]) -> None:
    answer = send(client, "mine", cases[:2])
    assert answer.redirect_chain[-1][0] == f"{reverse('desk:queue')}?view=mine"
    assert "2 cases are yours now." in answer.content.decode()
    assert set(Case.objects.filter(assignee=mia)) == set(cases[:2])
    assert "assign" in verbs(cases[0])


def test_tags_priority_and_team_change_together(client: Client, cases: list[Case]) -> None:
    vip, old = Tag.objects.create(name="VIP"), Tag.objects.create(name="Old")
    team = Team.objects.create(name="Parcels")
    cases[0].tags.add(old)
    assert "Choose a tag" in send(client, "tag", cases, sure="yes").content.decode()
    send(client, "tag", cases, sure="yes", add=[vip.pk], remove=[old.pk])
    assert all([*case.tags.all()] == [vip] for case in cases)
    fresh = list(Case.objects.order_by("pk"))
    send(client, "priority", fresh, sure="yes", priority="4")
    send(client, "team", list(Case.objects.order_by("pk")), sure="yes", team=team.pk)
    assert {(case.priority, case.team_id) for case in Case.objects.all()} == {(4, team.pk)}


def test_without_an_answer_the_page_asks_and_changes_nothing(client: Client, cases: list[Case]) -> None:
    page = send(client, "priority", cases).content.decode()
    assert all(case.subject in page for case in cases)
    assert set(Case.objects.values_list("version", flat=True)) == {cases[0].version}


def test_snoozed_cases_sleep_until_the_chosen_moment(client: Client, cases: list[Case]) -> None:
    send(client, "snooze", cases[:1], sure="yes", when="tomorrow")
    until = Case.objects.get(pk=cases[0].pk).snoozed_until
    assert until is not None
    assert timezone.localtime(until).hour == 8
    assert (
        "in the future"
        in send(client, "snooze", cases[1:2], sure="yes", when="other", until="2001-01-01T10:00").content.decode()
    )
    assert "Say the day" in send(client, "snooze", cases[1:2], sure="yes", when="other").content.decode()
    send(client, "wake", [Case.objects.get(pk=cases[0].pk)])
    assert Case.objects.get(pk=cases[0].pk).snoozed_until is None


def test_only_what_may_be_closed_is_closed_and_the_rest_is_named(
    client: Client, cases: list[Case], sent_back: Case
) -> None:
    Case.objects.filter(pk=sent_back.pk).update(status=Case.Status.RECEIVED)
    both = [cases[0], Case.objects.get(pk=sent_back.pk)]
    page = send(client, "close", both).content.decode()
    assert "These stay open" in page
    page = send(client, "close", both, sure="yes", message="All done, thank you.").content.decode()
    assert "1 case was closed." in page
    assert sent_back.reference in page
    assert "needs a decision" in page
    cases[0].refresh_from_db()
    assert cases[0].status == "closed"
    assert cases[0].messages.filter(body="All done, thank you.").exists()
    assert not sent_back.messages.filter(body="All done, thank you.").exists()


def test_a_macro_says_goodbye_to_each_in_their_own_words(client: Client, mia: User, cases: list[Case]) -> None:
    macro = Macro.objects.create(name="Bye")
    MacroText.objects.create(macro=macro, language="en", body="{{case.number}} is done. {{agent.first_name}}")
    note = Macro.objects.create(name="For us", internal=True)
    page = send(client, "close", cases).content.decode()
    assert (">Bye<" in page, ">For us<" in page) == (True, False)
    assert "Select a valid choice" in send(client, "close", cases, sure="yes", macro=note.pk).content.decode()
    send(client, "close", cases[:2], sure="yes", macro=macro.pk)
    for case in cases[:2]:
        assert case.messages.filter(author="agent").get().body == f"{case.reference} is done. Mia"
    send(client, "close", cases[2:], sure="yes", macro=macro.pk, message="My own words")
    assert cases[2].messages.filter(author="agent").get().body == "My own words"


def test_a_macro_with_a_gap_closes_nothing(client: Client, cases: list[Case]) -> None:
    macro = Macro.objects.create(name="Paid")
    MacroText.objects.create(macro=macro, language="en", body="You get {{refund_amount}}.")
    page = send(client, "close", cases[:1], sure="yes", macro=macro.pk).content.decode()
    assert "Fill in or remove first" in page
    cases[0].refresh_from_db()
    assert cases[0].closed_at is None


def test_spam_leaves_the_lists_and_comes_back(client: Client, cases: list[Case]) -> None:
    send(client, "spam", cases[:1], sure="yes")
    case = Case.objects.get(pk=cases[0].pk)
    assert (case.left_out, case.unanswered_since) == ("spam", None)
    send(client, "back", [case])
    case.refresh_from_db()
    assert case.left_out == ""
    assert case.unanswered_since == cases[0].unanswered_since
    assert mail.outbox == []


def test_a_case_that_someone_changed_meanwhile_is_left(client: Client, anna: User, cases: list[Case]) -> None:
    post_message(cases[0], by=anna, body="One more thing", now=timezone.now())
    page = send(client, "mine", cases).content.decode()
    assert "2 cases are yours now." in page
    assert cases[0].reference in page
    assert Case.objects.get(pk=cases[0].pk).assignee is None


def test_nobody_changes_their_own_case(client: Client, mia: User) -> None:
    own = ask(mia)
    assert "stays as it was" in send(client, "mine", [own]).content.decode()
    assert Case.objects.get().assignee is None


def test_only_senior_agents_give_cases_to_others(
    client: Client, mia: User, senior: User, as_user: Any, cases: list[Case]
) -> None:
    assert send(client, "assign", cases, sure="yes", agent=senior.pk).status_code == 404
    send(as_user(senior), "assign", cases, sure="yes", agent=mia.pk)
    assert set(Case.objects.values_list("assignee", flat=True)) == {mia.pk}
    ben = make_user("ben2@example.com", "Ben")
    assert "Select a valid choice" in send(as_user(senior), "assign", cases, sure="yes", agent=ben.pk).content.decode()


def test_nothing_chosen_is_said_and_odd_choices_are_no_cases(client: Client, cases: list[Case]) -> None:
    assert "Choose the cases first." in send(client, "mine", []).content.decode()
    odd = {"do": "mine", "case": ["' OR 1=1", "Q-1.99999999999999", "..", "Q-NONE.1"]}
    assert "Choose the cases first." in client.post(reverse("desk:bulk"), odd, follow=True).content.decode()
    assert send(client, "delete", cases).status_code == 404


@pytest.mark.parametrize("who", ["anna", "ben", "eva"])
def test_customers_and_editors_change_nothing(
    request: pytest.FixtureRequest, who: str, as_user: Any, cases: list[Case]
) -> None:
    answer = send(as_user(request.getfixturevalue(who)), "spam", cases, sure="yes")
    assert answer.status_code in {302, 403} or answer.redirect_chain
    assert not Case.objects.exclude(left_out="").exists()


def test_usual_moments_lie_ahead() -> None:
    now = timezone.localtime()
    moments = usual_moments(now)
    assert all(now < at <= now + timedelta(days=8) for _name, _label, at in moments)
    assert {name: at for name, _label, at in moments}["monday"].weekday() == 0
