"""Nobody's mailbox is flooded through a call, a joined case keeps its call, and numbers go when words go."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from portal.callbacks import actions, limits
from portal.callbacks.models import Callback, CallbackSettings
from portal.callbacks.queries import free_slots
from portal.callbacks.tokens import token_of
from portal.notifications.models import Mail
from returns.erasing import take_out
from returns.joining.merging import merge
from returns.models import Case
from tests.portal.callbacks.test_customers_book_a_call import MONDAY, booked, offered
from tests.returns.makers import make_question

__all__ = ["offered"]
OURS = {"Sec-Fetch-Site": "same-origin"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_here_before(offered: CallbackSettings) -> None:
    cache.clear()


def test_a_call_is_not_moved_all_day_to_fill_a_strangers_mailbox(monkeypatch: Any) -> None:
    call = booked()
    with time_machine.travel(MONDAY, tick=False):
        for turn in range(limits.BOOKINGS + 3):
            monkeypatch.setattr(limits, "address_of", lambda request, turn=turn: f"198.51.100.{turn}")
            begins = free_slots(MONDAY)[turn % 2]
            answer = Client().post(f"/callback/{token_of(call)}/move/", {"begins": begins.isoformat()}, headers=OURS)
    assert Mail.objects.filter(kind="callback_moved").count() == limits.BOOKINGS
    assert "That was often" in answer.content.decode()


def test_a_call_of_a_joined_case_can_still_be_cancelled(anna: Any, mia: Any) -> None:
    call = booked(by=anna)
    target = make_question(anna, now=MONDAY)
    source = Case.objects.get(pk=call.case_id)
    merge(source, target, by=mia, now=MONDAY + timedelta(minutes=1))
    with time_machine.travel(MONDAY + timedelta(minutes=2), tick=False):
        answer = Client().post(f"/callback/{token_of(call)}/cancel/", headers=OURS)
    assert answer.status_code == 302
    call.refresh_from_db()
    assert (call.state, call.case) == (Callback.State.CANCELLED, target)


def test_an_entry_of_a_calendar_does_not_tell_the_key_that_opens_the_call() -> None:
    call = booked()
    entry = Mail.objects.get(kind="callback_booked").calendar
    link = token_of(call)
    assert link not in entry
    assert call.key.hex not in entry.replace("-", "")


def test_a_number_goes_with_the_words_of_its_case() -> None:
    call = booked(by=None)
    actions.cancel(call, MONDAY + timedelta(hours=1))
    kept = actions.book(
        actions.Wanted(call.begins, "+48600100201", "Another?", "other@example.com"),
        by=None, key=uuid4(), language="en", now=MONDAY,
    )  # fmt: skip
    take_out(Case.objects.get(pk=call.case_id))
    assert list(Callback.objects.all()) == [kept]
