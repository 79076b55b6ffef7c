"""Hand-computed: each line is a case, what happened in it, and the number it has to give. Times in minutes."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.desk.figures.backlog import Late, Spell, snapshots
from portal.desk.figures.results import durations, quantile
from portal.desk.figures.rules import FirstReply, Happened, Said, Step, Story, resolution, what_happened
from portal.desk.figures.rules import first_reply_before as before_split
from returns.hours.rules import Interval, Schedule, Week, business_seconds
from tests.portal.desk.figures.stories import MIA, WARSAW, at, story

NINE_TO_FIVE = Week(((Interval(time(9), time(17)),),) * 5 + ((), ()))
HOURS = Schedule("Europe/Warsaw", (NINE_TO_FIVE,), frozenset({date(2026, 3, 4)}))  # Wednesday is a holiday
business = partial(business_seconds, HOURS)
HOUR = 60.0
# A busy machine is no fault of a rule.
UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def told(text: str, **fields: Any) -> Happened:
    return what_happened(story(text, **fields))


def minutes(reply: FirstReply | None) -> tuple[float, float] | None:
    """Calendar, business."""
    if reply is None:
        return None
    return (reply.at - reply.since).total_seconds() / 60, business(reply.since, reply.at) / 60


# what happened | calendar and business minutes until the first reply, None: never answered
FIRST_REPLIES = {
    "answered after 30 minutes": ("mon 10:00 C; mon 10:30 A", (30, 30)),
    "an automatic mail is no answer": ("mon 10:00 C; mon 10:00 S; mon 11:00 A", (60, 60)),
    "nor is an internal note": ("mon 10:00 C; mon 10:05 N; mon 11:00 A", (60, 60)),
    "nor is a step without words": ("mon 10:00 C; mon 10:05 ask>waiting; mon 12:00 A", (120, 120)),
    "closing it silently answers nothing": ("mon 10:00 C; mon 10:05 close>closed", None),
    "words that come with a step do": ("mon 10:00 C; mon 10:05 A; mon 10:05 close>closed", (5, 5)),
    "never answered": ("mon 10:00 C; mon 11:00 C", None),
    "opened at night, the clock starts at nine": ("mon 20:00 C; tue 09:30 A", (13.5 * HOUR, 30)),
    "answered while closed: no time, but kept": ("mon 20:00 C; mon 21:00 A", (60, 0)),
    "over a holiday": ("tue 16:00 C; thu 10:00 A", (42 * HOUR, 120)),
    "over a weekend": ("fri 16:30 C; mon2 09:15 A", (64.75 * HOUR, 45)),
    "a machine ended it, counted from the reopening": (
        "mon 10:00 C; mon 10:01 close>closed?; fri 12:00 C; fri 12:00 answer>open; fri 12:10 A",
        (10, 10),
    ),
    "a person ended it without a word: still from the beginning": (
        "mon 10:00 C; mon 10:30 close>closed; mon 12:00 C; mon 12:00 answer>open; mon 13:00 A",
        (180, 180),
    ),
    "a machine paid back, she asks, we answer": (
        "mon 10:00 C; mon 11:00 refund>refunded!; tue 10:00 C; tue 10:20 A",
        (20, 20),
    ),
}


@pytest.mark.parametrize(("text", "expected"), FIRST_REPLIES.values(), ids=FIRST_REPLIES.keys())
def test_first_response(text: str, expected: tuple[float, float] | None) -> None:
    assert minutes(told(text).first_reply) == expected


# We opened it: from the customer's next message to the reply after that.
OPENED_BY_US = {
    "she answers, we reply": ("mon 10:00 C phone; tue 10:00 C; tue 10:40 A", (40, 40)),
    "what we wrote before is no reply": ("mon 10:00 C phone; mon 11:00 A; tue 10:00 C; tue 10:40 A", (40, 40)),
    "she never wrote: she never waited": ("mon 10:00 C phone; mon 11:00 A", None),
    "she waits": ("mon 10:00 C phone; tue 10:00 C", None),
}


@pytest.mark.parametrize(("text", "expected"), OPENED_BY_US.values(), ids=OPENED_BY_US.keys())
def test_first_response_of_cases_we_opened(text: str, expected: tuple[float, float] | None) -> None:
    happened = told(text, by_us=True, way="phone")
    assert minutes(happened.first_reply) == expected
    assert (happened.started_at is None) == ("tue 10:00 C" not in text)


def test_merged_cases_count_from_the_first_of_them() -> None:
    happened = told("mon 09:00 C; mon 10:00 C; mon 11:00 A", opened_at=at("mon 09:00"))
    assert minutes(happened.first_reply) == (120, 120)


def test_a_split_takes_over_a_reply_that_was_given_and_starts_its_clock_if_none_was() -> None:
    origin = story("mon 10:00 C; mon 10:30 A; mon 12:00 C; mon 13:00 A")
    assert minutes(before_split(origin, at("mon 12:30"))) == (30, 30)
    assert before_split(story("mon 10:00 C; mon 13:00 A"), at("mon 12:00")) is None
    fresh = told("mon 10:00 C; mon 13:00 A", opened_at=at("mon 12:00"), is_split=True)
    assert minutes(fresh.first_reply) == (60, 60)
    assert [run.since for run in fresh.runs] == [at("mon 12:00")]
    assert fresh.turns == ()  # she turned to us in the case it was split from


# what happened | minutes of each finished run on the business clock, whether it was the first
RUNS = {
    "two runs": ("mon 10:00 C; mon 10:30 A; mon 12:00 C; mon 12:05 A", [(30, True), (5, False)]),
    "several in a row: from the first": ("mon 10:00 C; mon 10:10 C; mon 10:20 C; mon 11:00 A", [(60, True)]),
    "only finished ones": ("mon 10:00 C; mon 10:30 A; mon 12:00 C", [(30, True)]),
    "two answers finish one run": ("mon 10:00 C; mon 10:30 A; mon 10:50 A", [(30, True)]),
    "thanks want no answer": ("mon 10:00 C; mon 10:30 A; mon 11:00 T; mon 15:00 A", [(30, True)]),
    "a step finishes none": ("mon 10:00 C; mon 10:30 trace>tracing; mon 12:00 A", [(120, True)]),
    "what ended unanswered is none": (
        "mon 10:00 C; mon 10:30 close>closed; mon 12:00 C; mon 12:00 answer>open; mon 12:30 A",
        [(30, True)],
    ),
}


@pytest.mark.parametrize(("text", "expected"), RUNS.values(), ids=RUNS.keys())
def test_next_replies(text: str, expected: list[tuple[float, bool]]) -> None:
    runs = told(text).runs
    assert [(business(run.since, run.replied_at) / 60, run.first) for run in runs] == expected
    assert {run.agent for run in runs} <= {MIA}


# what happened | first and full: calendar, business, both without waiting; in minutes
RESOLUTIONS = {
    "in five minutes, which are five minutes and no day": (
        "mon 10:00 C; mon 10:05 A; mon 10:05 close>closed",
        (5, 5, 5, 5),
        (5, 5, 5, 5),
    ),
    "two hours of it were hers": (
        "mon 10:00 C; mon 10:30 A; mon 10:30 ask>waiting; mon 12:30 C; mon 12:30 answer>open; mon 13:00 close>closed",
        (180, 180, 60, 60),
        (180, 180, 60, 60),
    ),
    "reopened: the days between are in the full time only": (
        "mon 10:00 C; mon 11:00 close>closed; tue 10:00 C; tue 10:00 answer>open; tue 10:30 A; tue 10:30 close>closed",
        (60, 60, 60, 60),
        (24.5 * HOUR, 8.5 * HOUR, 90, 90),
    ),
    "solved at night ends at the solution": (
        "mon 16:00 C; mon 22:00 close>closed",
        (360, 60, 360, 60),
        (360, 60, 360, 60),
    ),
    "open again: no full time yet": (
        "mon 10:00 C; mon 11:00 close>closed; tue 10:00 C; tue 10:00 answer>open",
        (60, 60, 60, 60),
        None,
    ),
    "a rule's closing solves nothing": ("mon 10:00 C; mon 11:00 close>closed?", None, None),
    "what she took back was not solved": ("mon 10:00 C; mon 11:00 cancel>cancelled", None, None),
}


@pytest.mark.parametrize(("text", "first", "full"), RESOLUTIONS.values(), ids=RESOLUTIONS.keys())
def test_resolution(text: str, first: Any, full: Any) -> None:
    tale = story(text)
    happened = what_happened(tale)

    def took(moment: datetime | None) -> tuple[float, ...] | None:
        if moment is None:
            return None
        s = resolution(tale, happened, moment, business)
        return tuple(each / 60 for each in (s.calendar, s.business, s.calendar_own, s.business_own))

    assert took(happened.first_solve) == first
    assert took(happened.last_solve) == full


def test_goods_on_their_way_are_not_our_time() -> None:
    tale = story(
        "mon 10:00 C; mon 11:00 approve>approved; fri 11:00 receive>received; fri 12:00 refund>refunded", kind="return"
    )
    took = resolution(tale, what_happened(tale), at("fri 12:00"), business)
    assert (took.calendar / 60, took.calendar_own / 60, took.business_own / 60) == (98 * HOUR, 120, 120)


@pytest.mark.parametrize(("opened", "hours"), [("sat4 20:00", 23), ("sat3 20:00", 24)])
def test_a_night_in_which_the_clocks_change_is_an_hour_shorter(opened: str, hours: int) -> None:
    closed = opened.replace("sat", "sun")
    tale = story(f"{opened} C; {closed} close>closed")
    took = resolution(tale, what_happened(tale), at(closed), business)
    assert (took.calendar, took.calendar_own, took.business) == (hours * 3600, hours * 3600, 0)


SOLVED = "mon 10:00 C; mon 10:30 A; mon 11:00 close>closed"
# what happened | reopened by the customer, within 14 days
REOPENED = {
    "she came back": (f"{SOLVED}; wed 10:00 C; wed 10:00 answer>open", 1, True),
    "on the fourteenth day": (f"{SOLVED}; mon3 10:59 C; mon3 10:59 answer>open", 1, True),
    "after fourteen days": (f"{SOLVED}; mon3 11:01 C; mon3 11:01 answer>open", 1, False),
    "she said thank you": (f"{SOLVED}; mon 12:00 T; mon 12:00 answer>open; mon 12:30 close>closed", 0, False),
    "we wrote again": (f"{SOLVED}; wed 10:00 A; wed 10:00 ask>waiting", 0, False),
    "a rule had closed it": ("mon 10:00 C; mon 11:00 close>closed?; tue 10:00 C; tue 10:00 answer>open", 0, False),
}


@pytest.mark.parametrize(("text", "times", "soon"), REOPENED.values(), ids=REOPENED.keys())
def test_reopenings(text: str, times: int, soon: bool) -> None:
    happened = told(text)
    assert len(happened.reopenings) == times
    assert any(solve.reopened_soon for solve in happened.solves) is soon


def test_a_finished_return_that_is_written_into_again_is_reopened_and_ends_with_our_answer() -> None:
    happened = told("mon 10:00 C; tue 10:00 refund>refunded; wed 10:00 C; wed 11:00 A", kind="return")
    assert [(solve.at, solve.reopened_at) for solve in happened.solves] == [
        (at("tue 10:00"), at("wed 10:00")),
        (at("wed 11:00"), None),
    ]
    assert happened.spells == ((at("mon 10:00"), at("tue 10:00")), (at("wed 10:00"), at("wed 11:00")))


def test_a_reopened_thread_that_is_closed_without_a_word_ends_there() -> None:
    text = "mon 10:00 C; tue 10:00 refund>refunded; wed 10:00 C"
    happened = told(text, kind="return", status="refunded", closed_at=at("wed 12:00"))
    assert happened.last_solve == at("wed 12:00")
    assert not happened.is_open


# what happened | new cases about the same | first contact resolution
FIRST_CONTACTS = {
    "one contact": (SOLVED, [], True),
    "not solved": ("mon 10:00 C; mon 10:30 A", [], False),
    "she thanks": (f"{SOLVED}; mon 12:00 T; mon 12:00 answer>open; mon 12:30 close>closed", [], True),
    "she adds something before we answer": (
        "mon 10:00 C; mon 10:10 C; mon 10:30 A; mon 11:00 close>closed",
        [],
        True,
    ),
    "she asks again after two days of silence": (
        "mon 10:00 C; wed 10:10 C; wed 10:30 A; wed 11:00 close>closed",
        [],
        False,
    ),
    "we had to ask": (
        "mon 10:00 C; mon 10:30 A; mon 10:30 ask>waiting; mon 11:00 C; mon 11:00 answer>open; mon 12:00 close>closed",
        [],
        False,
    ),
    "reopened within a week": (f"{SOLVED}; fri 10:00 C; fri 10:00 answer>open", [], False),
    "reopened by us within a week": (f"{SOLVED}; fri 10:00 A; fri 10:00 ask>waiting", [], False),
    "reopened after a week: it was decided": (f"{SOLVED}; tue2 10:00 C; tue2 10:00 answer>open", [], True),
    "a new case within a week": (SOLVED, ["sun 10:00"], False),
    "a new case after eight days": (SOLVED, ["tue2 11:00"], True),
    "a case from before": (SOLVED, ["mon 09:00"], True),
    "a live conversation is one contact": (
        "mon 10:00 C live; mon 10:01 A live; mon 10:05 C live; mon 10:30 C live; mon 10:40 close>closed",
        [],
        True,
    ),
    "two live conversations are two": (
        "mon 10:00 C live; mon 10:01 A live; mon 12:03 C live; mon 12:40 close>closed",
        [],
        False,
    ),
}


@pytest.mark.parametrize(("text", "others", "expected"), FIRST_CONTACTS.values(), ids=FIRST_CONTACTS.keys())
def test_first_contact_resolution(text: str, others: list[str], expected: bool) -> None:
    assert told(text, new_cases=[at(each) for each in others]).is_first_contact is expected


def test_what_needs_goods_a_carrier_or_a_guarantor_is_beyond_the_first_level() -> None:
    assert told(SOLVED).first_level
    assert not told("mon 10:00 C; mon 11:00 trace>tracing; tue 11:00 resolve>resolved", kind="delivery").first_level


def test_a_call_is_a_contact_without_words() -> None:
    happened = told("mon 10:00 N; tue 10:00 C", by_us=True, way="phone")
    assert [(turn.at, turn.way, turn.first) for turn in happened.turns] == [
        (at("mon 10:00"), "phone", True),
        (at("tue 10:00"), "web", False),
    ]


# --- Adding up ---------------------------------------------------------------------------------------


def test_median_p90_and_mean_of_ten() -> None:
    told_of = durations([600, 60, 120, 180, 240, 300, 360, 420, 480, 540])
    assert (told_of.n, told_of.median, told_of.mean) == (10, 330.0, 330.0)
    assert told_of.p90 == pytest.approx(546.0)
    assert durations([]).value is None
    assert (durations([300.5]).median, durations([300.5]).p90) == (300.5, 300.5)


@UNHURRIED
@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=50), st.floats(0, 1))
def test_a_quantile_lies_within_the_numbers(numbers: list[float], share: float) -> None:
    found = quantile(sorted(numbers), share)
    assert found is not None
    assert min(numbers) - 1e-6 <= found <= max(numbers) + 1e-6


def test_a_backlog_at_any_moment() -> None:
    spells = [
        Spell(1, at("mon 10:00"), at("tue 10:00"), at("mon 10:00")),
        Spell(2, at("mon 12:00"), None, at("mon 12:00")),
        Spell(1, at("wed 10:00"), at("wed 11:00"), at("mon 10:00")),
    ]
    lates = [Late(2, at("tue 12:00"), at("wed 10:30"))]
    moments = [at(each) for each in ("mon 09:00", "mon 12:00", "tue 09:59", "tue 10:00", "wed 10:00", "wed 11:00")]
    found = [(each.n, each.part("late").n) for each in snapshots(spells, lates, moments)]
    assert found == [(0, 0), (2, 0), (2, 0), (1, 0), (2, 1), (1, 0)]
    at_noon = next(snapshots(spells, lates, [at("mon 14:00")]))
    assert (at_noon.median, at_noon.p90) == (3 * 3600, pytest.approx(3 * 3600 + 0.4 * 2 * 3600))


# --- What holds for every story ------------------------------------------------------------------------

KINDS = st.sampled_from(["customer", "agent", "system"])
STATUSES = st.sampled_from(["open", "waiting", "closed", "approved", "refunded", "cancelled"])
BEGIN = datetime(2026, 3, 27, 8, tzinfo=WARSAW)  # two days before the clocks change


@st.composite
def tales(draw: st.DrawFn) -> Story:
    said = draw(st.lists(st.tuples(st.integers(0, 6000), KINDS, st.booleans(), st.booleans()), max_size=12))
    text = [Said(BEGIN, "customer")]
    text += [
        Said(BEGIN + timedelta(minutes=m), by, n, None, note, "web", t) for n, (m, by, note, t) in enumerate(said)
    ]
    moves = draw(st.lists(st.tuples(st.integers(1, 6000), STATUSES, st.booleans()), max_size=8))
    steps = [Step(BEGIN + timedelta(minutes=m), "close", to, None, False, auto) for m, to, auto in moves]
    return Story("return", BEGIN, messages=text, steps=steps, by_us=draw(st.booleans()))


@UNHURRIED
@given(tales())
def test_time_never_runs_backwards(tale: Story) -> None:
    happened = what_happened(tale)
    ends = [(since, until) for since, until in happened.spells if until]
    assert all(since <= until for since, until in ends)
    assert all(until <= since for (_, until), (since, _) in zip(ends, happened.spells[1:], strict=False))
    assert all(run.since <= run.replied_at for run in happened.runs)
    assert len([run for run in happened.runs if run.first]) <= 1
    for solve in happened.solves:
        took = resolution(tale, happened, solve.at, business)
        assert 0 <= took.business_own <= took.business <= took.calendar
        assert 0 <= took.calendar_own <= took.calendar
        assert solve.reopened_at is None or solve.reopened_at >= solve.at
    if happened.first_reply:
        assert happened.replies
    if happened.is_first_contact:
        assert happened.solves
