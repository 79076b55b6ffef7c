"""On an event, if everything fits, then assign, tag, answer, tell; once, and written down."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.accounts.models import User
from portal.desk.automation.actions import follow_rules, forget_runs
from portal.desk.automation.queries import dry_run
from portal.desk.models import Macro, MacroText, Rule, RuleHeard, RuleRun
from portal.notifications.models import Mail
from returns.actions import post_message
from returns.models import Case, Deadline, Message, Tag, Team
from tests.conftest import make_user
from tests.portal.desk.conftest import ask

AsUser = Any
Captured = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def ola(db: None) -> User:
    senior = make_user("ola@example.com", "Ola Wrona", is_staff=True)
    senior.groups.set(Group.objects.filter(name__in=("Agents", "Senior agents")))
    return senior


def rule(**fields: Any) -> Rule:
    tags = fields.pop("tags", [])
    notify = fields.pop("notify", [])
    given: dict[str, Any] = {"name": "Invoices", "is_on": True, "event": Rule.Event.OPENED, "priority": 3} | fields
    made = Rule.objects.create(**given)
    made.tags.set(tags)
    made.notify.set(notify)
    return made


def macro(body: str, **fields: Any) -> Macro:
    made = Macro.objects.create(name=f"macro {uuid4()}", **fields)
    MacroText.objects.create(macro=made, language="en", body=body)
    return made


def test_a_new_case_is_given_to_who_knows(anna: User, mia: User, django_capture_on_commit_callbacks: Captured) -> None:
    papers = Team.objects.create(name="Papers")
    papers.members.add(mia)
    urgent = Tag.objects.create(name="papers")
    made = rule(words="invoice", team=papers, agent=mia, tags=[urgent], priority=4)
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(anna, body="Please change my Invoice.")
        other = ask(anna, body="Where is my parcel?")
    case.refresh_from_db()
    assert (case.team, case.assignee, case.priority, list(case.tags.all())) == (papers, mia, 4, [urgent])
    run = RuleRun.objects.get(rule=made)
    assert (run.case, run.done, run.refused) == (case, ["team", "agent", "tags", "priority"], [])
    assert case.events.filter(verb="rule", data__rule="Invoices", actor=None).count() == 1
    other.refresh_from_db()
    assert other.priority == 2


def test_rules_run_in_their_order_and_see_what_the_one_before_did(
    anna: User, django_capture_on_commit_callbacks: Captured
) -> None:
    tag = Tag.objects.create(name="late")
    rule(name="second", position=20, with_tag=tag, priority=4)
    rule(name="first", position=10, tags=[tag], priority=None)
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(anna)
    case.refresh_from_db()
    assert case.priority == 4


def test_a_rule_that_is_off_does_nothing(anna: User, django_capture_on_commit_callbacks: Captured) -> None:
    rule(is_on=False)
    with django_capture_on_commit_callbacks(execute=True):
        ask(anna)
    assert not RuleRun.objects.exists()
    assert not RuleHeard.objects.exists()


def test_an_automatic_answer_goes_once_and_is_no_reply_of_ours(
    anna: User, django_capture_on_commit_callbacks: Captured
) -> None:
    rule(event=Rule.Event.WROTE, priority=None, macro=macro("Hello {{ customer.first_name }}, see our help."))
    case = ask(anna)
    clock = case.due_at
    for words in ("Are you there?", "Hello?"):
        with django_capture_on_commit_callbacks(execute=True):
            post_message(case, by=anna, body=words, now=timezone.now())
    sent = case.messages.filter(author=Message.Author.SYSTEM)
    assert [message.body for message in sent] == ["Hello Anna, see our help."]
    assert Mail.objects.get(kind="case_automatic").to == anna.email
    case.refresh_from_db()
    assert (case.first_reply_at, case.due_at) == (None, clock)
    assert case.unanswered_since is not None


def test_what_was_settled_on_the_phone_gets_no_automatic_answer(
    anna: User, mia: User, django_capture_on_commit_callbacks: Captured
) -> None:
    """Nor does a customer whom a colleague answered before the rule had its turn; the rest of a rule is done."""
    rule(macro=macro("We have your message."))
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(anna)
        post_message(case, by=mia, body="On the phone: yes.", now=timezone.now())
    assert RuleRun.objects.get().done == ["priority"]
    assert not case.messages.filter(author=Message.Author.SYSTEM).exists()
    assert not Mail.objects.filter(kind="case_automatic").exists()


def test_a_macro_with_a_missing_value_is_not_sent_but_the_rest_is_done(
    anna: User, django_capture_on_commit_callbacks: Captured
) -> None:
    rule(macro=macro("Your order {{ order.number }} is on its way."))
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(anna)
    run = RuleRun.objects.get()
    assert run.done == ["priority"]
    assert "{{ order.number }}" in run.refused[0]
    assert case.messages.count() == 1


def test_a_colleague_is_told_by_mail(anna: User, mia: User, django_capture_on_commit_callbacks: Captured) -> None:
    rule(notify=[mia])
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(anna)
    mail = Mail.objects.get(kind="rule_matched")
    assert mail.to == mia.email
    assert reverse("desk:case", args=[case.reference]) in mail.text


def test_nobody_is_given_their_own_case(mia: User, django_capture_on_commit_callbacks: Captured) -> None:
    rule(agent=mia)
    with django_capture_on_commit_callbacks(execute=True):
        case = ask(mia)
    case.refresh_from_db()
    assert case.assignee is None
    assert "Mia Lis" in RuleRun.objects.get().refused[0]


def test_an_event_is_shown_once_even_if_its_process_was_killed_before_the_rules(anna: User) -> None:
    rule()
    case = ask(anna)  # on_commit never runs: as if the process had died
    now = timezone.now() + timedelta(seconds=1)
    follow_rules(now)
    follow_rules(now)
    case.refresh_from_db()
    assert case.priority == 3
    assert RuleRun.objects.count() == 1


def test_a_missed_clock_raises_the_priority(anna: User) -> None:
    rule(event=Rule.Event.MISSED, priority=4)
    case = ask(anna)
    now = timezone.now()
    Deadline.objects.filter(case=case).update(due_at=now - timedelta(minutes=5))
    follow_rules(now)
    case.refresh_from_db()
    assert case.priority == 4


def test_a_clock_that_is_near_warns_before_it_is_missed(anna: User) -> None:
    rule(event=Rule.Event.DUE_SOON, priority=4)
    case = ask(anna)
    now = timezone.now()
    Deadline.objects.filter(case=case).update(since=now - timedelta(hours=5), due_at=now + timedelta(minutes=90))
    follow_rules(now)
    case.refresh_from_db()
    assert case.priority == 4


def test_spam_is_left_alone(anna: User) -> None:
    rule()
    case = ask(anna)
    Case.objects.filter(pk=case.pk).update(left_out=Case.LeftOut.SPAM)
    follow_rules(timezone.now() + timedelta(seconds=1))
    assert not RuleRun.objects.exists()


def test_a_dry_run_says_what_last_week_would_have_matched_and_changes_nothing(
    anna: User, ola: User, as_user: AsUser
) -> None:
    now = timezone.now()
    made = rule(is_on=False, words="invoice")
    wanted = ask(anna, body="My invoice?", now=now - timedelta(days=2))
    ask(anna, body="My parcel?", now=now - timedelta(days=2))
    ask(anna, body="An old invoice", now=now - timedelta(days=9))
    found = dry_run(made, now)
    assert (found.seen, found.matched) == (2, 1)
    assert [(match.event.case, match.words) for match in found.matches] == [(wanted, ["invoice"])]
    page = as_user(ola).get(reverse("desk_rules:inspect", args=[made.pk])).content.decode()
    assert wanted.reference in page
    assert "<b>1</b> of 2 events" in page
    for way_there in (reverse("desk_rules:index"), reverse("desk_rules:edit", args=[made.pk])):
        offered = as_user(ola).get(way_there).content.decode()
        assert "Dry run" in offered
        assert "Inspect" not in offered
    wanted.refresh_from_db()
    assert (wanted.priority, RuleRun.objects.count()) == (2, 0)


def test_a_dry_run_asks_the_database_as_often_for_many_cases(anna: User, django_assert_max_num_queries: Any) -> None:
    made = rule(words="invoice")
    for _ in range(6):
        ask(anna, body="invoice")
    with django_assert_max_num_queries(6):
        dry_run(made, timezone.now() + timedelta(seconds=1))


def test_runs_are_forgotten(anna: User) -> None:
    rule()
    ask(anna)
    now = timezone.now() + timedelta(seconds=1)
    follow_rules(now)
    forget_runs(now + timedelta(days=91))
    assert not RuleRun.objects.exists()
    assert not RuleHeard.objects.exists()


def test_only_senior_agents_write_rules(mia: User, ola: User, eva: User, anna: User, as_user: AsUser) -> None:
    for person in (mia, eva, anna):
        assert as_user(person).get(reverse("desk_rules:index")).status_code in (302, 403)
        assert as_user(person).post(reverse("desk_rules:add"), {}).status_code in (302, 403)
    form: dict[str, Any] = {"name": "Tired", "event": "opened", "position": 10, "words": "", "kinds": ["question"]}
    client = as_user(ola)
    refused = client.post(reverse("desk_rules:add"), form).content.decode()
    assert "Say what the rule does" in refused
    assert client.post(reverse("desk_rules:add"), form | {"priority": 3, "is_on": "on"}).status_code == 302
    assert Rule.objects.get().kinds == ["question"]


def test_words_are_only_looked_for_where_somebody_wrote(ola: User, as_user: AsUser) -> None:
    form = {"name": "Words", "event": "missed", "position": 10, "words": "invoice", "priority": 3}
    page = as_user(ola).post(reverse("desk_rules:add"), form).content.decode()
    assert "choose such an event" in page
    assert "invoice" in page
