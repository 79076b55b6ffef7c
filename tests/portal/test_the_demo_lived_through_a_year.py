"""The demo's desk is full of work, and its charts have something to show."""

from datetime import UTC, datetime

import pytest
from django.db.models import Q

from orders.models import Order
from portal.demo.people import make_people
from portal.demo.year.make import make_year
from portal.desk.models import MacroText, Rule, SavedView
from portal.notifications.models import Mail
from returns.invariants import CHECKS
from returns.models import Case, CaseEvent, Deadline, HelpOffer, Message, Team

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def lived(db: None) -> int:
    make_people()
    return make_year(NOW, days=60)


def test_the_desk_has_work_of_every_kind_in_three_languages(lived: int) -> None:
    waiting = Case.objects.filter(closed_at=None)
    assert waiting.count() >= 35
    # Withdrawals have stories of their own (portal.demo.withdrawals).
    assert set(waiting.values_list("kind", flat=True)) == set(Case.Kind.values) - {"withdrawal"}
    assert set(waiting.values_list("language", flat=True)) == {"en", "pl", "ru"}
    assert set(waiting.values_list("way", flat=True)) == {"web", "mail", "phone", "live"}
    assert waiting.filter(assignee=None).exists()
    assert waiting.filter(status=Case.Status.WAITING).exists()


def test_what_ended_has_a_whole_story(lived: int) -> None:
    ended = Case.objects.exclude(closed_at=None).exclude(status=Case.Status.MERGED)
    assert ended.count() > 50
    assert not ended.filter(Q(events=None) | Q(messages=None) | Q(deadlines=None)).exists()
    assert not Message.objects.filter(case__in=ended, created_at__gte=NOW).exclude(case__closed_at__gte=NOW).exists()
    assert CaseEvent.objects.filter(verb="answer").exists(), "nobody ever opened a case again"
    assert Deadline.objects.exclude(breached_at=None).exists()
    assert Team.objects.filter(members__isnull=False).distinct().count() == 2
    assert [fault for check in CHECKS for fault in check(NOW)] == []


def test_nobody_hears_of_the_past_by_mail(lived: int) -> None:
    open_now = set(Case.objects.filter(closed_at=None).values_list("email", flat=True))
    assert set(Mail.objects.values_list("to", flat=True)) <= open_now | {"mia@example.com"}
    assert not Order.objects.filter(source="demo-year", updated_at__gte=NOW).exists()


def test_agents_have_their_tools(lived: int) -> None:
    assert set(MacroText.objects.values_list("language", flat=True)) == {"en", "pl", "ru"}
    assert Rule.objects.filter(is_on=True).count() == 2
    assert SavedView.objects.filter(is_shared=True).count() == 2
    merged = Case.objects.get(status=Case.Status.MERGED)
    assert merged.merged_into is not None
    assert merged.merged_into.messages.filter(moved_from=merged).exists()
    shown, held_out = (HelpOffer.objects.filter(held_out=each).count() for each in (False, True))
    assert shown > 7 * held_out > 0


def test_a_second_run_adds_nothing(lived: int) -> None:
    assert make_year(NOW) == 0
