"""One small form each: agent, team, priority, tags, later, left out, thanks, joined, taken apart, linked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.models import ArticleLink, Macro, MacroText, ReplyDraft
from portal.live import presence
from returns.actions import post_message
from returns.models import Case, Tag, Team
from tests.conftest import make_user
from tests.portal.desk.conftest import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def ola(db: None) -> User:
    user = make_user("ola@example.com", "Ola Wrona", is_staff=True)
    user.groups.add(Group.objects.get(name="Agents"))
    return user


def change(client: Any, case: Case, what: str, **fields: Any) -> str:
    answer = client.post(reverse("desk:change", args=[case.reference, what]), fields, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    return answer.content.decode()


def test_a_case_gets_a_team_a_priority_and_tags(question: Case, mia: User, as_user: Any) -> None:
    team, tags = Team.objects.create(name="Evening"), [Tag.objects.create(name=name) for name in ("lid", "box")]
    client = as_user(mia)
    change(client, question, "team", team=team.pk)
    change(client, question, "priority", priority="4")
    change(client, question, "tags", tags=[tag.pk for tag in tags])
    page = change(client, question, "tags", tags=[tags[0].pk])
    assert (question.team, question.priority, list(question.tags.all())) == (team, 4, [tags[0]])
    assert "Tags changed" in page


def test_an_agent_gives_cases_within_her_team(question: Case, mia: User, ola: User, as_user: Any) -> None:
    client = as_user(mia)
    page = change(client, question, "agent", agent=ola.pk, version=question.version)
    assert question.assignee is None
    assert "Select a valid choice" in page
    Team.objects.create(name="Evening").members.set([mia, ola])
    change(client, question, "agent", agent=ola.pk, version=question.version)
    assert question.assignee == ola


def test_a_senior_agent_gives_cases_to_anybody(question: Case, mia: User, ola: User, as_user: Any) -> None:
    mia.groups.add(Group.objects.get(name="Senior agents"))
    change(as_user(User.objects.get(pk=mia.pk)), question, "agent", agent=ola.pk, version=question.version)
    assert question.assignee == ola


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("priority", {"priority": "4"}),
        ("tags", {"tags": []}),
        ("snooze", {"preset": "3h"}),
        ("leave-out", {"why": "spam"}),
    ],
)
def test_nothing_that_a_colleague_sorted_meanwhile_is_written_over(
    question: Case, mia: User, as_user: Any, what: str, fields: dict[str, Any]
) -> None:
    client, looked_at = as_user(mia), question.version
    shown = client.get(reverse("desk:case", args=[question.reference])).content.decode()
    assert shown.count(f'name="version" value="{looked_at}"') >= 5
    question.tags.add(Tag.objects.create(name="hers"))
    Case.objects.filter(pk=question.pk).update(version=looked_at + 1)
    change(client, question, what, version=looked_at, **fields)
    kept = (question.priority, [tag.name for tag in question.tags.all()], question.snoozed_until, question.left_out)
    assert kept == (2, ["hers"], None, "")


@pytest.mark.parametrize("preset", ["3h", "tomorrow", "3d", "week", "answer"])
def test_a_case_is_put_off_and_taken_back(question: Case, mia: User, as_user: Any, preset: str) -> None:
    client, now = as_user(mia), timezone.now()
    change(client, question, "snooze", preset=preset)
    assert question.snoozed_until is not None
    assert now + timedelta(hours=1) < question.snoozed_until <= now + timedelta(days=30, minutes=5)
    change(client, question, "wake")
    assert question.snoozed_until is None


def test_a_moment_is_chosen_or_asked_for(question: Case, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    assert "Choose a moment" in change(client, question, "snooze", until="")
    moment = timezone.localtime() + timedelta(days=2)
    change(client, question, "snooze", until=moment.strftime("%Y-%m-%dT%H:%M"))
    assert question.snoozed_until == moment.replace(second=0, microsecond=0)


def test_spam_is_left_out_and_taken_back(question: Case, mia: User, as_user: Any) -> None:
    client = as_user(mia)
    waited = question.unanswered_since
    assert "Left out: Spam" in change(client, question, "leave-out", why="spam")
    assert (question.left_out, question.unanswered_since) == ("spam", None)
    change(client, question, "leave-out", why="")
    assert (question.left_out, question.unanswered_since) == ("", waited)


def test_a_thank_you_needs_no_answer(question: Case, mia: User, anna: User, as_user: Any) -> None:
    client = as_user(mia)
    assert "This needs no answer" not in client.get(reverse("desk:case", args=[question.reference])).content.decode()
    for person, body in ((mia, "Yes."), (anna, "Thank you!")):
        post_message(question, by=person, body=body, now=timezone.now())
    assert "This needs no answer" in client.get(reverse("desk:case", args=[question.reference])).content.decode()
    page = change(client, question, "thanks")
    assert question.unanswered_since is None
    assert "Needs no answer" in page


def test_cases_are_joined_and_taken_apart(question: Case, anna: User, mia: User, article: Any, as_user: Any) -> None:
    other, client = ask(anna, body="And the lid?"), as_user(mia)
    message = other.messages.get()
    ArticleLink.objects.create(case=other, message=message, page=article, code="x", sent_at=timezone.now())
    url = reverse("desk:join", args=[other.reference])
    assert question.reference in client.get(url).content.decode()
    answer = client.post(url, {"do": "merge", "other": question.reference, "version": other.version}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:case", args=[question.reference])
    assert f"from {other.reference}" in answer.content.decode()
    assert ArticleLink.objects.get().case == question
    moved = client.get(reverse("desk:case", args=[other.reference]))
    assert moved.headers["Location"] == reverse("desk:case", args=[question.reference])
    client.post(url, {"do": "unmerge"})
    other.refresh_from_db()
    assert (other.status, ArticleLink.objects.get().case) == ("open", other)


def test_a_refusal_keeps_what_was_filled_in(question: Case, anna: User, mia: User, as_user: Any) -> None:
    later = post_message(question, by=anna, body="Another thing", now=timezone.now())
    url = reverse("desk:join", args=[question.reference])
    sent = {"do": "split", "messages": [later.pk], "subject": "The lid", "version": "1"}
    answer = as_user(mia).post(url, sent)
    assert answer.status_code == 409
    assert 'value="The lid"' in answer.content.decode()
    question.refresh_from_db()
    answer = as_user(mia).post(url, sent | {"version": question.version}, follow=True)
    new = Case.objects.get(subject="The lid")
    assert answer.redirect_chain[-1][0] == reverse("desk:case", args=[new.reference])
    assert (
        "There is no case with this number"
        in as_user(mia).post(url, {"do": "link", "number": "Q-NONE"}).content.decode()
    )


def test_colleagues_see_who_else_is_here(question: Case, mia: User, ola: User, as_user: Any) -> None:
    presence.seen(question, ola, True, timezone.now())
    page = as_user(mia).get(reverse("desk:case", args=[question.reference])).content.decode()
    assert "Ola is writing" in page
    assert f'data-live="case:{question.reference}"' in page


def test_strangers_sort_nothing(question: Case, anna: User, eva: User, as_user: Any) -> None:
    for person in (anna, eva):
        for name, args in (("desk:change", ["priority"]), ("desk:join", []), ("desk:draft", [])):
            answer = as_user(person).post(
                reverse(name, args=[question.reference, *args]), {"priority": "4", "body": "x"}
            )
            assert answer.status_code in {302, 403, 404}
    question.refresh_from_db()
    assert (question.priority, ReplyDraft.objects.count()) == (2, 0)
    assert as_user(anna).get(reverse("desk:join", args=[question.reference])).status_code in {302, 403, 404}


def test_more_of_everything_asks_no_more(question: Case, anna: User, mia: User, ola: User, as_user: Any) -> None:
    client, url = as_user(mia), reverse("desk:case", args=[question.reference])

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def more(number: int) -> None:
        tag = Tag.objects.create(name=f"tag {number}")
        question.tags.add(tag)
        Team.objects.create(name=f"team {number}").members.set([mia, ola])
        macro = Macro.objects.create(name=f"macro {number}")
        MacroText.objects.create(macro=macro, language="en", body="x")
        question.related.add(ask(anna))
        for person in (anna, mia):
            post_message(question, by=person, body="x", now=timezone.now())
        ReplyDraft.objects.update_or_create(
            case=question, agent=ola, what=f"{number}", defaults={"body": "x", "saved_at": timezone.now()}
        )

    more(0)
    asked()
    first = asked()
    for number in range(1, 4):
        more(number)
    assert asked() == first
