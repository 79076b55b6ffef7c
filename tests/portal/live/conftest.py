"""Mia is available; Anna has a question."""

from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.live import offers
from portal.live.models import Conversation
from portal.live.talk import actions
from returns.models import Case
from tests.returns.makers import make_question

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    offers.forget()


@pytest.fixture
def question(anna: User) -> Case:
    return make_question(anna, now=timezone.now())


@pytest.fixture
def mia_is_here(mia: User) -> User:
    actions.switch(mia, True, timezone.now())
    return mia


@pytest.fixture
def talk(question: Case, mia_is_here: User) -> Conversation:
    return actions.begin(question, timezone.now())


@pytest.fixture
def colleague(db: Any, mia: User) -> User:
    user = User.objects.create_user("leo@example.com", "correct horse battery", name="Leo Wilk", is_staff=True)
    user.groups.set(mia.groups.all())
    return user
