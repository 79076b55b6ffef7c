"""Cases that live, and the figures that follow: Anna asks, Mia answers, and every number opens its list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.desk.figures import hourly, keeping
from portal.desk.figures.invariants import CHECKS
from portal.desk.figures.keeping import catch_up
from portal.desk.figures.measures import MEASURES
from portal.desk.figures.results import Result
from portal.desk.figures.rules import elapsed
from portal.desk.figures.scope import NONE, Scope, buckets
from portal.desk.models import BacklogHour, CaseFact, Contact, FigureState, ReplyFact
from returns.actions import close, post_message
from returns.actions.sorting import leave_out
from returns.joining.linking import say_thanks
from returns.joining.merging import merge, unmerge
from returns.joining.splitting import split
from returns.models import Case, Deadline
from tests.portal.desk.conftest import ask
from tests.portal.desk.figures.stories import at
from tests.returns.makers import make_order, make_return

MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))
LATER = at("mon5 12:00")


def compute(name: str, scope: Scope = MARCH, now: datetime = LATER) -> Result:
    return MEASURES[name].compute(scope, now)


def write(case: Case, by: User, when: str, **fields: Any) -> None:
    post_message(case, by=by, body="Some words.", now=at(when), **fields)


def end(case: Case, by: User, when: str) -> None:
    case.refresh_from_db()
    close(case, by=by, version=case.version, now=at(when))


@pytest.fixture
def month(anna: User, ben: User, mia: User) -> list[Case]:
    """Four cases. Answered after 30 minutes and solved; answered after 2 hours, twice; unanswered; ended silently."""
    one = ask(anna, now=at("mon 10:00"))
    write(one, mia, "mon 10:30")
    end(one, mia, "mon 11:00")
    two = ask(ben, now=at("tue 10:00"), language="pl")
    write(two, mia, "tue 12:00")
    write(two, ben, "tue 13:00")
    write(two, mia, "tue 13:10")
    three = ask(anna, now=at("tue2 10:00"))
    four = ask(ben, now=at("wed2 10:00"))
    end(four, mia, "wed2 10:05")
    return [one, two, three, four]


def references(name: str, part: str = "", scope: Scope = MARCH) -> set[int]:
    return set(MEASURES[name].cases(scope, part, LATER).values_list("pk", flat=True))


def test_the_first_response_is_that_of_answered_cases_and_the_shares_are_of_all(month: list[Case]) -> None:
    one, two, three, four = month
    found = compute("first_response_calendar")
    assert (found.n, found.of, found.median, found.mean) == (2, 4, 75 * 60, 75 * 60)
    shares = {part.key: (part.n, part.value) for part in found.parts}
    assert shares == {
        "within_1h": (1, 0.25),
        "within_4h": (2, 0.5),
        "within_24h": (2, 0.5),
        "unanswered": (1, 0.25),
        "silent": (1, 0.25),
    }
    assert references("first_response_calendar") == {one.pk, two.pk}
    assert references("first_response_calendar", "unanswered") == {three.pk}
    assert references("first_response_calendar", "silent") == {four.pk}


@pytest.mark.parametrize("name", MEASURES)
def test_every_number_opens_as_many_cases_as_it_says(month: list[Case], anna: User, mia: User, name: str) -> None:
    make_return(anna, now=at("thu 10:00"))
    write(month[0], anna, "fri 10:00")
    Deadline.objects.filter(case=month[3]).update(due_at=at("tue2 09:00"), breached_at=at("tue2 09:00"))
    measure = MEASURES[name]
    found = measure.compute(MARCH, LATER)
    assert found.n
    assert measure.cases(MARCH, now=LATER).count() == found.listed
    for part in found.parts:
        assert measure.cases(MARCH, part.key, LATER).count() == part.listed, part.key
    for by in ("kind", "way", "language", "team", "agent", "product", "article"):
        for _label, key, result in measure.by(MARCH, by, LATER):
            chosen: Any = int(key) if by in ("team", "agent", "article") else key
            scope = replace(MARCH, **{by: chosen})
            assert measure.cases(scope, now=LATER).count() == result.listed, (by, key)
            assert measure.compute(scope, LATER).value == result.value


@pytest.mark.parametrize("name", sorted(set(MEASURES) - {"backlog"}))
@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_a_series_has_every_day_and_adds_up_to_the_whole(month: list[Case], name: str, step: Any) -> None:
    rows = MEASURES[name].series(MARCH, step, LATER)
    assert [day for day, _ in rows] == buckets(MARCH, step)
    if name not in ("reopen_rate", "reopens_per_case"):
        assert sum(result.n for _, result in rows) == compute(name).n


def test_the_period_before_is_as_long_and_right_before() -> None:
    assert MARCH.before == Scope(date(2026, 1, 29), date(2026, 2, 28))


def test_a_change_is_in_the_next_reading(month: list[Case], mia: User) -> None:
    assert compute("first_response").of == 4
    assert compute("first_response").part("unanswered").n == 1
    write(month[2], mia, "tue2 10:20")
    found = compute("first_response")
    assert (found.n, found.part("unanswered").n) == (3, 0)


def test_a_figure_read_again_costs_no_more_than_looking_whether_it_still_holds(
    month: list[Case], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = compute("full_resolution")
    with django_assert_max_num_queries(9):
        assert compute("full_resolution") == first


def test_reading_more_cases_asks_no_more(
    month: list[Case], ben: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        ask(ben, now=at("mon3 10:00") + timedelta(minutes=number))
    with django_assert_max_num_queries(60):
        compute("cases")


def test_runs_are_those_that_were_answered(month: list[Case]) -> None:
    found = compute("next_reply_calendar")
    assert (found.n, found.cases, found.median, found.p90) == (3, 2, 30 * 60, pytest.approx(102 * 60))
    assert [(part.key, part.n, part.value) for part in found.parts] == [("first", 2, 75 * 60), ("later", 1, 10 * 60)]


def test_who_came_back_with_the_same_breaks_the_first_contact_when_she_comes(anna: User, mia: User) -> None:
    first = ask(anna, now=at("mon 10:00"))
    write(first, mia, "mon 10:30")
    end(first, mia, "mon 11:00")
    assert (compute("fcr_gross").n, compute("fcr_gross").value) == (1, 1.0)
    second = ask(anna, now=at("thu 10:00"))
    assert compute("fcr_gross").value == 0.0
    leave_out(second, by=mia, why="spam", now=at("thu 11:00"))
    assert compute("fcr_gross").value == 1.0


def test_a_new_case_about_another_order_does_not(anna: User, mia: User) -> None:
    first = ask(anna, now=at("mon 10:00"), order=make_order(anna))
    end(first, mia, "mon 11:00")
    ask(anna, now=at("thu 10:00"), order=make_order(anna))
    assert compute("fcr_gross").value == 1.0


def test_what_was_solved_less_than_a_week_ago_is_not_ripe(anna: User, mia: User) -> None:
    end(ask(anna, now=at("mon 10:00")), mia, "mon 11:00")
    assert compute("fcr_gross", now=at("mon2 10:59")).n == 0
    assert compute("fcr_gross", now=at("mon2 11:00")).n == 1


def test_thanks_reopen_nothing(anna: User, mia: User) -> None:
    case = ask(anna, now=at("mon 10:00"))
    write(case, mia, "mon 10:30")
    end(case, mia, "mon 11:00")
    write(case, anna, "tue 10:00")
    assert compute("reopen_rate").value == 1.0
    case.refresh_from_db()
    say_thanks(case, by=mia, now=at("tue 11:00"))
    assert (compute("reopen_rate").value, compute("fcr_gross").value, compute("contacts").value) == (0.0, 1.0, 1.0)
    assert compute("full_resolution_calendar").value == 3600


@pytest.mark.parametrize("why", ["spam", "duplicate", "test"])
def test_what_is_left_out_is_in_no_figure_and_comes_back(month: list[Case], mia: User, why: str) -> None:
    before = {name: compute(name) for name in MEASURES}
    leave_out(month[1], by=mia, why=why, now=at("fri2 10:00"))
    assert all(month[1].pk not in references(name) for name in MEASURES)
    assert compute("contacts").n == before["contacts"].n - 2
    month[1].refresh_from_db()
    leave_out(month[1], by=mia, why="", now=at("fri2 11:00"))
    after = {name: compute(name) for name in MEASURES if name != "targets_met"}
    assert after == {name: result for name, result in before.items() if name != "targets_met"}


def test_merged_cases_are_one_from_the_first_and_keep_their_contacts(anna: User, mia: User) -> None:
    early, late = ask(anna, now=at("mon 09:00")), ask(anna, now=at("mon 10:00"))
    assert (compute("cases").n, compute("contacts").n) == (2, 2)
    early.refresh_from_db()
    merge(early, late, by=mia, now=at("mon 10:30"), version=early.version)
    late.refresh_from_db()
    write(late, mia, "mon 11:00")
    assert compute("first_response_calendar").median == 2 * 3600
    assert (compute("cases").n, references("cases")) == (1, {late.pk})
    assert compute("backlog", now=at("mon 10:45")).n == 1
    # Two messages within a day, unanswered: one contact of one case.
    assert compute("contacts").n == 1
    assert not ReplyFact.objects.filter(fact=early.pk).exists()


def test_an_undone_merge_leaves_two_cases(anna: User, mia: User) -> None:
    early, late = ask(anna, now=at("mon 09:00")), ask(anna, now=at("mon 10:00"))
    merge(early, late, by=mia, now=at("mon 10:30"))
    assert compute("cases").n == 1
    early.refresh_from_db()
    unmerge(early, by=mia, now=at("mon 10:40"))
    assert (compute("cases").n, compute("first_response").part("unanswered").n) == (2, 2)


def test_a_split_starts_when_it_was_split(anna: User, mia: User) -> None:
    case = ask(anna, now=at("mon 09:00"))
    write(case, anna, "mon 09:30")
    second = case.messages.latest("pk")
    new = split(case, by=mia, messages=[second.pk], subject="The other thing", now=at("mon 10:00"))
    write(new, mia, "mon 10:20")
    catch_up()
    fact = CaseFact.objects.get(pk=new.pk)
    assert (fact.opened_at, fact.first_reply_calendar) == (at("mon 10:00"), 20 * 60)
    assert compute("first_response_calendar").part("unanswered").n == 1
    write(case, mia, "mon 11:00")
    assert compute("first_response_calendar").mean == (20 * 60 + 2 * 3600) / 2
    assert compute("contacts").n == 1


def test_targets_count_when_they_fall_due(anna: User, mia: User) -> None:
    case = ask(anna, now=at("mon 10:00"))
    due = Deadline.objects.get(case=case).due_at
    write(case, mia, "mon 10:30")
    assert compute("targets_met", now=due - timedelta(minutes=1)).n == 0
    found = compute("targets_met", now=due + timedelta(minutes=1))
    assert (found.n, found.value, found.part("answer").n) == (1, 1.0, 1)
    late = ask(anna, now=at("mon2 10:00"))
    assert compute("targets_met").value == 0.5
    assert references("targets_met", "missed") == {late.pk}


def test_a_backlog_of_any_day_is_what_was_open_then(month: list[Case]) -> None:
    days = {day: result.n for day, result in MEASURES["backlog"].series(MARCH, "day", LATER)}
    # Monday: the first is solved. Tuesday: the second stays open for ever. Week 2: the third.
    assert [days[date(2026, 3, number)] for number in (1, 2, 3, 9, 10, 11)] == [0, 0, 1, 1, 2, 2]
    found = compute("backlog")
    assert found.n == 2
    ages = [elapsed(at(opened), LATER) for opened in ("tue 10:00", "tue2 10:00")]
    assert found.median == sum(ages) / 2 == (23.5 * 24 + 1) * 3600


def test_hours_are_written_once_also_those_nobody_was_there_for(month: list[Case]) -> None:
    catch_up()
    now = at("wed2 12:30")
    while hourly.keep_hours(now):
        pass
    count = BacklogHour.objects.count()
    hourly.keep_hours(now)
    assert BacklogHour.objects.count() == count
    rows = {row.at: row.open for row in hourly.hours(MARCH)}
    assert len(rows) == (at("wed2 12:00") - at("mon 10:00")) / timedelta(hours=1) + 1
    assert [rows[at(each)] for each in ("mon 10:00", "mon 11:00", "tue 11:00", "wed2 10:00", "wed2 11:00")] == [
        1,
        0,
        1,
        3,
        2,
    ]
    polish = hourly.hours(replace(MARCH, language="pl"))
    assert {row.open for row in polish} == {1}


def test_a_day_on_which_the_clocks_change_has_23_hours(anna: User) -> None:
    ask(anna, now=at("sat4 10:00"))
    catch_up()
    hourly.keep_hours(at("mon5 10:00"))
    sunday = Scope(date(2026, 3, 29), date(2026, 3, 29))
    assert hourly.hours(sunday).count() == 23


def test_contacts_know_their_hour_on_the_shops_wall(anna: User) -> None:
    ask(anna, now=at("mon 00:10"))
    ask(anna, now=at("sun 23:50"))
    catch_up()
    assert sorted(Contact.objects.values_list("hour_of_week", flat=True)) == [0, 167]


def test_rebuilding_changes_nothing_and_goes_on_where_it_stopped(
    month: list[Case], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    before = {name: compute(name) for name in MEASURES}
    monkeypatch.setattr(keeping, "AT_ONCE", 3)
    call_command("rebuild_figures", all=True)
    assert "Figures of 4 cases" in capsys.readouterr().out
    assert {name: compute(name) for name in MEASURES} == before
    call_command("rebuild_figures")
    assert "Figures of 0 cases" in capsys.readouterr().out
    keeping.start_anew()
    assert keeping.one_chunk() == (3, False)
    assert keeping.one_chunk() == (1, True)


def test_new_definitions_make_every_row_anew(month: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up()
    counter = FigureState.objects.get().counter
    catch_up()
    assert FigureState.objects.get().counter == counter
    monkeypatch.setattr("portal.desk.figures.business.VERSION", 2)
    catch_up()
    assert set(CaseFact.objects.values_list("rules", flat=True)) == {FigureState.objects.get().rules}
    assert FigureState.objects.get().rules.startswith("2-")


def test_the_checks_find_nothing_and_find_what_is_wrong(month: list[Case]) -> None:
    later = timezone.now() + timedelta(days=1)
    assert [sentence for check in CHECKS for sentence in check(later)]  # not worked out yet
    catch_up()
    assert [sentence for check in CHECKS for sentence in check(later)] == []
    CaseFact.objects.filter(pk=month[0].pk).update(case_version=0, first_solved_at=None, is_open=True)
    assert len([sentence for check in CHECKS for sentence in check(later)]) == 3


def test_rows_outlive_the_person(month: list[Case], anna: User, ben: User) -> None:
    before = {name: compute(name) for name in MEASURES}
    Case.objects.filter(customer=anna).update(customer=None, email="")
    keeping.start_anew()
    assert {name: compute(name) for name in MEASURES} == before


def test_a_case_nobody_has_is_found_under_nobody(month: list[Case]) -> None:
    assert compute("cases", replace(MARCH, agent=NONE)).n == 4
    assert compute("cases", replace(MARCH, team=NONE, language="pl")).n == 1


def test_no_cases_are_no_error(db: None) -> None:
    for measure in MEASURES.values():
        assert measure.compute(MARCH, LATER).n == 0
        measure.series(MARCH, "week", LATER)
        assert measure.by(MARCH, "kind", LATER) == []


def test_each_definition_names_its_clock_and_its_zone() -> None:
    told: Callable[[str], str] = lambda name: str(MEASURES[name].definition.text)  # noqa: E731
    for name, measure in MEASURES.items():
        assert "the shop's time zone" in told(name), name
        if measure.clock:
            assert f"{measure.clock} clock" in told(name).lower(), name
