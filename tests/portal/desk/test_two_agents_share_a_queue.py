from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from portal.accounts.models import User
from returns.actions import post_message
from returns.models import Case
from tests.conftest import make_user

from .test_an_agent_answers_a_case import desk


@pytest.fixture
def ola(db: None) -> User:
    ola = make_user("ola@example.com", "Ola Wrona", is_staff=True)
    ola.groups.add(Group.objects.get(name="Agents"))
    return ola


def test_the_second_agent_is_told_and_keeps_the_text(mia: User, ola: User, as_user: Any, question: Case) -> None:
    seen = {"version": question.version, "seen": question.messages.latest("id").pk}
    post_message(question, by=ola, body="Ola was first.", now=timezone.now(), version=question.version)
    answer = as_user(mia).post(desk(question), seen | {"key": str(uuid4()), "body": "My long answer"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My long answer" in page
    assert "Ola was first." in page
    assert "Ola Wrona" in page
    assert "desk-message--new" in page
    assert question.messages.count() == 2


def test_the_second_agent_may_then_send(mia: User, ola: User, as_user: Any, question: Case) -> None:
    old = question.version
    post_message(question, by=ola, body="First.", now=timezone.now(), version=old)
    key = str(uuid4())
    as_user(mia).post(desk(question), {"version": old, "key": key, "body": "Second."})
    question.refresh_from_db()
    answer = as_user(mia).post(desk(question), {"version": question.version, "key": key, "body": "Second."})
    assert answer.status_code == 302
    assert question.messages.latest("id").body == "Second."


def test_sending_twice_writes_once(mia: User, as_user: Any, question: Case) -> None:
    sent = {"version": question.version, "key": str(uuid4()), "body": "Once."}
    client = as_user(mia)
    assert client.post(desk(question), sent).status_code == 302
    assert client.post(desk(question), sent).status_code == 302
    assert question.messages.filter(body="Once.").count() == 1


def test_an_agent_takes_a_case_and_gives_it_back(mia: User, as_user: Any, question: Case) -> None:
    client = as_user(mia)
    client.post(f"{desk(question)}assign/", {"take": "on", "version": question.version})
    question.refresh_from_db()
    assert question.assignee == mia
    client.post(f"{desk(question)}assign/", {"version": question.version})
    question.refresh_from_db()
    assert question.assignee is None


def test_taking_a_case_that_moved_on_changes_nothing(mia: User, ola: User, as_user: Any, question: Case) -> None:
    as_user(ola).post(f"{desk(question)}assign/", {"take": "on", "version": question.version})
    as_user(mia).post(f"{desk(question)}assign/", {"take": "on", "version": question.version})
    question.refresh_from_db()
    assert question.assignee == ola
