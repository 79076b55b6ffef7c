"""Contacts per 100 orders, shares of answers, satisfaction and recommendation, against sums done by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.models import Order
from portal.desk.figures.scope import Scope
from portal.desk.reports import answers, contacts
from tests.portal.desk.conftest import ask


def test_contacts_are_divided_by_orders_and_told_by_reason() -> None:
    # Two cases: a question with two contacts, a return with one. Four orders: 75, 50 and 25 per 100.
    found = contacts.per_100(contacts.counted([(1, "question"), (1, "question"), (2, "return")]), 4)
    assert (found.value, found.n, found.of, found.cases) == (75, 3, 4, 2)
    assert [(part.key, part.value, part.n, part.cases) for part in found.parts] == [
        ("question", 50, 2, 1),
        ("return", 25, 1, 1),
    ]


def test_without_orders_there_is_nothing_to_say() -> None:
    assert contacts.per_100(contacts.counted([(1, "question")]), 0).value is None


def test_satisfaction_is_the_two_best_of_five() -> None:
    found = answers.CSAT.total([(5, 1), (4, 2), (3, 3), (1, 4)])
    assert (found.value, found.n, found.mean) == (0.5, 4, 3.25)
    # Wilson 95 % of 2 in 4.
    assert (found.low, found.high) == (pytest.approx(0.1500, abs=5e-5), pytest.approx(0.8500, abs=5e-5))


def test_effort_is_the_share_of_five_to_seven() -> None:
    assert answers.CES.total([(7, 1), (5, 2), (4, 3)]).value == pytest.approx(2 / 3)


def test_recommendation_is_promoters_less_detractors() -> None:
    # 10, 9 for us; 8, 7 neither; 6 against: (2 - 1) / 5.
    assert answers.NPS.total([(10,), (9,), (8,), (7,), (6,)]).value == pytest.approx(20)


def test_the_link_rate_is_of_solved_cases() -> None:
    found = answers.LINK_RATE.total([(True,), (False,), (False,), (True,), (True,)])
    assert (found.value, found.n) == (0.6, 5)
    assert [(part.key, part.n) for part in found.parts] == [("yes", 3), ("no", 2)]


def test_who_writes_again_within_a_week_counts_once(anna: Any, ben: Any, order: Order) -> None:
    now = timezone.now()
    # Anna about her order: the second follows after 3 days, the third after 9. Ben without one: after 4 days.
    for days in (20, 17, 8):
        ask(anna, order=order, now=now - timedelta(days=days))
    for days in (10, 6):
        ask(ben, now=now - timedelta(days=days))
    today = timezone.localdate()
    scope = Scope(today - timedelta(days=29), today)
    gross, net = contacts.GROSS.compute(scope), contacts.NET.compute(scope)
    assert (gross.n, gross.value) == (5, 500)  # one order in these days
    assert (net.n, net.value) == (3, 300)
    # The one before the period still makes the next a repetition.
    later = Scope(today - timedelta(days=18), today)
    assert (contacts.GROSS.compute(later).n, contacts.NET.compute(later).n) == (4, 2)


def test_a_cohort_has_the_contacts_of_its_orders(anna: Any, ben: Any, order: Order) -> None:
    now = timezone.now()
    ask(anna, order=order, now=now - timedelta(days=8))
    ask(ben, now=now - timedelta(days=8))
    day = timezone.localdate(order.placed_at)
    found = contacts.COHORTS.compute(Scope(day, day))
    assert (found.n, found.value) == (1, 100)
    assert contacts.COHORTS.compute(Scope(day + timedelta(days=1), day + timedelta(days=2))).n == 0


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Asia/Kolkata"])
def test_orders_belong_to_the_shops_day(order: Order, settings: Any, zone: str) -> None:
    """A minute before and after its midnight, on whole hours and beside them."""
    settings.TIME_ZONE = zone
    day = date(2026, 3, 29)  # on which Warsaw's clocks change
    scope = Scope(day, day + timedelta(days=1))
    for moment, expected in (
        (scope.begins_at - timedelta(minutes=1), {}),
        (scope.begins_at, {day: 1}),
        (scope.ends_at - timedelta(days=1, minutes=1), {day: 1}),
        (scope.ends_at - timedelta(days=1), {day + timedelta(days=1): 1}),
        (scope.ends_at, {}),
    ):
        order.placed_at = moment
        order.save()
        assert contacts.placed_by_day(scope) == expected, moment
