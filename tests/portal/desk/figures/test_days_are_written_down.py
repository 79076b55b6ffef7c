"""Figures read sheets of days instead of rows; a kept one is forgotten when a row of its days changes, then only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.desk.figures import daily
from portal.desk.figures.invariants import sheets_say_what_rows_say
from portal.desk.figures.keeping import catch_up, in_step
from portal.desk.figures.measures import MEASURES, Measure
from portal.desk.figures.packing import Packed, pack
from portal.desk.figures.scope import Scope
from portal.desk.figures.sheets import SHEETS, STARTED
from portal.desk.models import CaseFact, DaySheet, FactDay
from portal.desk.reports import contacts
from returns.actions import close, post_message
from returns.models import Case, Team
from tests.portal.desk.conftest import ask
from tests.portal.desk.figures.stories import at

MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))
FEBRUARY = Scope(date(2026, 2, 1), date(2026, 2, 28))
LATER = at("mon5 12:00")
EVERY: dict[str, Measure] = {
    **MEASURES,
    **{each.name: each.contacts for each in (contacts.GROSS, contacts.NET, contacts.COHORTS)},
}


@pytest.fixture
def month(anna: User, ben: User, mia: User) -> list[Case]:
    """Anna asks three times, Ben once; two are answered, one of them is solved."""
    found = [ask(anna, now=at(when)) for when in ("mon 10:00", "thu 10:00", "wed2 10:00")]
    found.append(ask(ben, now=at("fri 09:00"), language="pl"))
    for case, when in ((found[0], "mon 10:30"), (found[3], "mon2 09:30")):
        post_message(case, by=mia, body="Like this.", now=at(when))
    found[0].refresh_from_db()
    close(found[0], by=mia, version=found[0].version, now=at("mon 11:00"))
    return found


def asked_again(ask_for: Callable[[], Any]) -> bool:
    """Whether it was worked out anew: who reads sheets reads them from the database."""
    with CaptureQueriesContext(connection) as queries:
        ask_for()
    return any("desk_daysheet" in query["sql"] for query in queries)


# A busy machine is no fault of a column.
UNHURRIED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))


@UNHURRIED
@given(st.lists(st.tuples(NUMBERS, st.integers(0, 2**62), st.booleans(), st.text(max_size=5))))
def test_columns_come_back_as_they_were_packed(rows: list[tuple[Any, ...]]) -> None:
    names = ("number", "id", "flag", "word")
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    packed = Packed(pack({name: (name, list(found)) for name, found in zip(names, columns, strict=True)}))  # type: ignore[misc]
    assert packed.rows(names, {}) == rows
    assert packed.rows(["id"], {"flag": frozenset({True})}) == [row[1:2] for row in rows if row[2]]


@pytest.mark.parametrize("name", EVERY)
def test_sheets_and_rows_say_the_same(month: list[Case], name: str) -> None:
    measure = EVERY[name]
    slow = replace(measure, sheet=None)
    for scope in (MARCH, replace(MARCH, language="pl"), replace(MARCH, team=0), replace(MARCH, kind="return")):
        assert measure.compute(scope, LATER) == slow.compute(scope, LATER)
        assert measure.series(scope, "week", LATER) == slow.series(scope, "week", LATER)
        for by in ("kind", "language", "team", "agent"):
            assert measure.by(scope, by, LATER) == slow.by(scope, by, LATER)  # type: ignore[arg-type]
    assert measure.compute(MARCH, LATER).n or name == contacts.COHORTS.name  # there are no orders


def test_a_kept_figure_is_forgotten_when_a_row_of_its_days_changes_and_then_only(
    month: list[Case], anna: User, mia: User
) -> None:
    march, february = (
        lambda scope=scope: MEASURES["first_response"].compute(scope, LATER) for scope in (MARCH, FEBRUARY)
    )
    assert (march().of, february().of) == (4, 0)
    assert not asked_again(march)
    post_message(month[1], by=mia, body="Like that.", now=at("fri 10:00"))
    assert asked_again(march)
    assert (march().n, asked_again(february)) == (3, False)
    # A case of another month leaves March as it is.
    ask(anna, now=at("mon 10:00") - timedelta(days=20))
    assert (asked_again(march), february().of) == (False, 1)


def test_what_a_case_counted_for_is_forgotten_where_it_counted_before(month: list[Case], mia: User) -> None:
    """It moves to another kind: no day of it changes, all numbers do."""
    cases = MEASURES["cases"]
    assert {key: found.n for _label, key, found in cases.by(MARCH, "kind", LATER)} == {"question": 4}
    Case.objects.filter(pk=month[0].pk).update(kind="delivery", version=month[0].version + 5)
    Case.objects.filter(pk=month[0].pk).update(updated_at=timezone.now())
    assert {key: found.n for _label, key, found in cases.by(MARCH, "kind", LATER)} == {"question": 3, "delivery": 1}


def test_only_the_sheets_of_changed_days_are_made_anew(month: list[Case], mia: User) -> None:
    measure = MEASURES["first_response"]
    measure.compute(MARCH, LATER)
    before = dict(DaySheet.objects.filter(of=STARTED.name).values_list("on", "as_of"))
    assert set(before) == set(FactDay.objects.filter(on__lte=MARCH.until).values_list("on", flat=True))
    post_message(month[2], by=mia, body="Yes.", now=at("wed2 11:00"))
    changed = {date(2026, 3, 11), date(2026, 3, 13)}  # when it was asked and answered, and when that was due
    measure.compute(MARCH, LATER)
    after = dict(DaySheet.objects.filter(of=STARTED.name).values_list("on", "as_of"))
    assert {on for on, as_of in after.items() if before.get(on) != as_of} == changed


def test_a_sheet_made_from_what_was_read_too_early_is_not_used(month: list[Case]) -> None:
    catch_up()
    early = daily.stamps(STARTED, MARCH.since, MARCH.until)
    CaseFact.objects.filter(pk=month[0].pk).update(first_reply_calendar=60.0)
    daily.note([date(2026, 3, 2)])
    CaseFact.objects.filter(pk=month[0].pk).update(first_reply_calendar=120.0)
    daily.make(STARTED, [date(2026, 3, 2)], early)
    CaseFact.objects.filter(pk=month[0].pk).update(first_reply_calendar=180.0)
    with in_step():
        assert MEASURES["first_response_calendar"].series(MARCH, "day", LATER)[1][1].median == 180


def test_tick_makes_the_sheets_of_days_at_rest(month: list[Case]) -> None:
    catch_up()
    assert daily.make_those_at_rest(SHEETS, 60) == 0
    FactDay.objects.update(changed_at=timezone.now() - timedelta(hours=2))
    made = daily.make_those_at_rest(SHEETS, 60)
    assert made == FactDay.objects.count() * len(SHEETS)
    assert daily.make_those_at_rest(SHEETS, 60) == 0
    with in_step(), CaptureQueriesContext(connection) as queries:
        MEASURES["first_response"].compute(MARCH, LATER)
    assert not any("desk_casefact" in query["sql"] for query in queries)


def test_a_team_that_is_gone_leaves_its_cases_to_nobody(month: list[Case]) -> None:
    team = Team.objects.create(name="Parcels")
    Case.objects.filter(pk=month[0].pk).update(team=team, version=month[0].version + 5, updated_at=timezone.now())
    cases = MEASURES["cases"]
    assert cases.compute(replace(MARCH, team=team.pk), LATER).n == 1
    team.delete()
    cache.clear()
    assert [(key, found.n) for _label, key, found in cases.by(MARCH, "team", LATER)] == [("0", 4)]
    assert (
        cases.compute(replace(MARCH, team=0), LATER).n == cases.cases(replace(MARCH, team=0), now=LATER).count() == 4
    )


@pytest.mark.parametrize("name", EVERY)
def test_a_longer_time_asks_no_more_of_the_database(month: list[Case], name: str) -> None:
    measure = EVERY[name]
    with in_step():
        for sheet in SHEETS:
            daily.read(sheet, MARCH.since - timedelta(days=400), MARCH.until)
        counts = []
        for days in (30, 390):
            with CaptureQueriesContext(connection) as queries:
                measure.compute(Scope(MARCH.until - timedelta(days=days), MARCH.until), LATER)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_a_sheet_that_says_something_else_than_the_rows_is_found(month: list[Case]) -> None:
    catch_up()
    for sheet in SHEETS:
        daily.read(sheet, MARCH.since, MARCH.until)
    later = timezone.now() + timedelta(days=1)
    assert list(sheets_say_what_rows_say(later)) == []
    CaseFact.objects.filter(pk=month[0].pk).update(started_on=date(2026, 3, 20))
    assert len(list(sheets_say_what_rows_say(later))) == 1
