"""A conversation whose case was joined: nothing of another case reaches an unproven guest, and nothing gets stuck."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.live import door
from portal.live.models import Conversation
from portal.live.talk import actions
from portal.live.talk.due import look_after
from returns.actions import open_case
from returns.joining.merging import merge
from returns.models import Case, Way
from tests.portal.live.conftest import OURS
from tests.returns.makers import make_question

pytestmark = pytest.mark.django_db


def asked_by_guest(body: str, way: str = Way.WEB) -> Case:
    case, _is_new = open_case(
        by=None, kind=Case.Kind.QUESTION, subject="Hm", body=body, submission_key=uuid4(),
        language="en", now=timezone.now(), email="victim@example.com", way=way,
    )  # fmt: skip
    return case


def test_who_only_typed_an_address_reads_nothing_that_was_joined_with_it(mia_is_here: User) -> None:
    theirs = asked_by_guest("My new address is Secret Street 1")
    chat = asked_by_guest("Hello?", way=Way.LIVE)
    actions.begin(chat, timezone.now())
    merge(theirs, chat, by=mia_is_here, now=timezone.now())
    for page in ("", "part/"):
        shown = Client().get(f"/live/{door.guest_key(chat)}/{page}").content.decode()
        assert "Hello?" in shown
        assert "Secret Street" not in shown


def test_a_guest_who_writes_into_a_joined_case_is_told_and_keeps_the_text(mia_is_here: User) -> None:
    chat, other = asked_by_guest("Hello?", way=Way.LIVE), asked_by_guest("Before")
    merge(chat, other, by=mia_is_here, now=timezone.now())
    said = {"body": "Still there?", "submission_key": str(uuid4())}
    answer = Client().post(f"/live/{door.guest_key(chat)}/say/", said, headers=OURS)
    assert answer.status_code == 409
    assert "Still there?" in answer.content.decode()


def test_a_conversation_of_a_joined_case_ends_and_holds_up_no_other(talk: Conversation, anna: User, mia: User) -> None:
    target = make_question(anna, now=timezone.now())
    merge(talk.case, target, by=mia, now=timezone.now())
    look_after(timezone.now() + timedelta(hours=2))
    talk.refresh_from_db()
    assert talk.state == Conversation.State.OVER
    assert target.events.filter(verb="live_end").exists()


def test_an_address_with_a_zero_byte_is_no_conversation(as_user: Any, anna: User) -> None:
    assert as_user(anna).get("/live/Q-1%00/").status_code == 404
