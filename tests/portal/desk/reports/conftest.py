"""A small shop with a month behind it: questions by Anna and Ben, answered, solved, reopened, left."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.desk.models import ArticleLink
from portal.surveys.models import Answer, Invitation
from returns.actions import close, post_message
from returns.models import Case
from tests.conftest import make_user
from tests.portal.desk.conftest import ask


@pytest.fixture
def olga(db: None) -> User:
    """Runs the shop: sees the figures, works on no case."""
    user = make_user("olga@example.com", "Olga Zych", is_staff=True)
    user.groups.add(Group.objects.get(name="Operators"))
    return user


@pytest.fixture
def sara(db: None) -> User:
    """A senior agent."""
    user = make_user("sara@example.com", "Sara Wilk", is_staff=True)
    user.groups.add(Group.objects.get(name="Senior agents"))
    return user


def answer(case: Case, by: User, at: datetime) -> None:
    post_message(case, by=by, body="Here is how.", now=at)


def end(case: Case, by: User, at: datetime) -> None:
    case.refresh_from_db()
    close(case, by=by, version=case.version, now=at)


def said(case: Case, kind: str, score: int, at: datetime) -> None:
    asked = Invitation.objects.create(
        kind=kind, case=case, language="en", state="asked", created_at=at, asked_at=at, by_mail=True, answered_at=at
    )
    Answer.objects.create(
        key=f"{kind}-{case.pk}", kind=kind, score=score, invitation=asked, case=case, language="en", asked_at=at,
        answered_at=at,
    )  # fmt: skip


@pytest.fixture
def month(anna: User, ben: User, mia: User, sara: User, order: Order, article: Any) -> list[Case]:
    """Eight cases of the last month; the newest is unanswered."""
    now = timezone.now()
    found = []
    for number in range(8):
        begun = now - timedelta(days=3 * number, hours=5)
        who, language = (anna, "en") if number % 2 else (ben, "pl")
        about = {"order": order} if who == anna else {}
        case = ask(who, language=language, now=begun, subject=f"Question {number}", **about)
        agent = mia if number % 3 else sara
        if number:
            answer(case, agent, begun + timedelta(hours=number))
        if number in (2, 3, 4, 5):
            end(case, agent, begun + timedelta(hours=number + 2))
        if number == 5:
            case.refresh_from_db()
            post_message(case, by=who, body="It is not solved.", now=begun + timedelta(hours=30))
        case.refresh_from_db()
        found.append(case)
    sent = found[3].messages.filter(author="agent").first()
    assert sent is not None
    ArticleLink.objects.create(
        case=found[3], message=sent, page=article, code="c" * 22, sent_by=mia, sent_at=sent.created_at
    )
    Case.objects.filter(pk=found[3].pk).update(version=found[3].version + 1)
    said(found[2], "csat", 5, now - timedelta(days=2))
    said(found[3], "csat", 3, now - timedelta(days=1))
    said(found[4], "ces", 6, now - timedelta(days=1))
    return found
