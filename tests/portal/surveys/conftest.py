"""Anna's question, closed on a Monday morning; whoever asks does so a day later."""

from datetime import timedelta
from typing import Any

import pytest

from kb.reading.limits import Limit
from portal.accounts.models import User
from portal.surveys import door
from portal.surveys.actions import ask, plan
from portal.surveys.models import Invitation
from returns.actions import close
from returns.models import Case
from tests.returns.conftest import monday_morning, private_folder
from tests.returns.makers import NOW, make_question

__all__ = ["monday_morning", "private_folder"]
LATER = NOW + timedelta(hours=25)


@pytest.fixture(autouse=True)
def nobody_was_here_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits live in the process, and all tests come from one address."""
    monkeypatch.setattr(door, "VISITS", Limit(allowed=door.VISITS.allowed))
    monkeypatch.setattr(door, "ANSWERS", Limit(allowed=door.ANSWERS.allowed))


def closed(customer: Any, mia: User, now: Any = NOW) -> Case:
    case = make_question(customer, now=now)
    return close(case, by=mia, version=case.version, now=now, message="It does.")


@pytest.fixture
def invitation(anna: User, mia: User) -> Invitation:
    """Planned when the case was closed."""

    found = plan(closed(anna, mia), NOW)
    assert found is not None
    return found


@pytest.fixture
def asked(invitation: Invitation) -> Invitation:

    assert ask(invitation.pk, LATER) == "asked"
    invitation.refresh_from_db()
    return invitation
