"""Erlang C against numbers worked out by hand and by its defining sum."""

from fractions import Fraction
from math import exp, factorial

import pytest

from portal.desk.reports.staffing import (
    Wanted,
    answered_within,
    erlang_b,
    erlang_c,
    people,
    people_for_calls,
    people_for_work,
)


def by_definition(servers: int, load: Fraction) -> Fraction:
    """Erlang's sum itself, exact: (A^N/N! * N/(N-A)) over all."""
    top = load**servers / factorial(servers) * servers / (servers - load)
    return top / (sum(load**k / Fraction(factorial(k)) for k in range(servers)) + top)


def test_one_line_with_half_a_load_makes_every_second_caller_wait() -> None:
    # M/M/1: whoever comes waits exactly when the line is busy, which it is half of the time.
    assert erlang_c(1, 0.5) == pytest.approx(0.5)


def test_two_lines_with_one_erlang_make_a_third_wait() -> None:
    # By hand: B(1)=1/2, B(2)=(1/2)/(2+1/2)=1/5, C=2*0.2/(2-1*0.8)=1/3.
    assert erlang_b(2, 1.0) == pytest.approx(0.2)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)


@pytest.mark.parametrize(("servers", "load"), [(3, 2), (11, 10), (14, 10), (30, 25), (120, 100)])
def test_the_recursion_is_the_defining_sum(servers: int, load: int) -> None:
    assert erlang_c(servers, load) == pytest.approx(float(by_definition(servers, Fraction(load))), rel=1e-12)


def test_a_hundred_calls_in_half_an_hour_need_fourteen_people() -> None:
    # The textbooks' example: 100 calls in 30 minutes of 180 seconds are 10 erlangs; 80 % within 20 seconds.
    assert people_for_calls(200, 180, 0.8, 20) == 14
    assert erlang_c(14, 10) == pytest.approx(0.1741, abs=5e-5)
    assert answered_within(14, 10, 20, 180) == pytest.approx(0.8884, abs=5e-5)
    assert answered_within(13, 10, 20, 180) < 0.8


def test_more_load_than_people_answers_nobody_in_time() -> None:
    assert erlang_c(5, 5) == 1
    assert answered_within(5, 6, 60, 300) == 0


def test_great_loads_stay_numbers() -> None:
    assert people_for_calls(12 * 2000, 300, 0.8, 20) == pytest.approx(2000, abs=60)


def test_nobody_calls_and_nobody_is_needed() -> None:
    assert people(0, 0, Wanted()) == 0
    assert answered_within(0, 0, 20, 180) == 1


def test_letters_are_work_and_calls_are_waiting() -> None:
    # 6 letters of 600 s at 85 % are 1.18 people; 2 calls of 300 s are 1/6 erlang.
    assert people_for_work(6, 600, 0.85) == pytest.approx(6 * 600 / 3600 / 0.85)
    load = 2 * 300 / 3600
    assert answered_within(1, load, 60, 300) == pytest.approx(1 - load * exp(-(1 - load) * 60 / 300))
    assert people_for_calls(2, 300, 0.8, 60) == 1
    assert people(2, 6, Wanted()) == 3  # 1 + 1.18, rounded up
