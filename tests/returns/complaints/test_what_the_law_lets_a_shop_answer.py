"""The order of remedies (C2), what is an answer (C5), and the guard's days (C4, C9)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.complaints.notice import TEXTS, notice
from returns.complaints.rules import (
    IN_KIND,
    IN_MONEY,
    PATIENCE,
    Ground,
    Remedy,
    Watch,
    Why,
    alarms,
    answers_the_claim,
    is_laws_turn,
    is_over,
    level,
    reasons_for,
    reduction_fits,
    remedies_besides,
)
from returns.complaints.statement import LAWS, BodyMissing, Stance, statement

WARSAW = ZoneInfo("Europe/Warsaw")
remedies, some_grounds = st.sampled_from(Remedy), st.sets(st.sampled_from(Ground))


def watch(
    received: date = date(2026, 12, 10), days: int = 14, latest: date | None = None, silent: bool = True
) -> Watch:
    internal = received + timedelta(days=days)
    return Watch(received, internal, latest or internal, WARSAW, silent)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=WARSAW)


# --- Remedies --------------------------------------------------------------------------------------


@given(remedies, some_grounds, st.booleans())
def test_what_was_demanded_is_never_another_remedy(demand: Remedy, grounds: set[Ground], has_order: bool) -> None:
    found = remedies_besides(demand, grounds, has_order)
    assert demand not in found or (found[demand] == [Why.AMOUNT] and demand is Remedy.REDUCTION)


@given(remedies, remedies, some_grounds)
def test_repair_comes_before_money_only_while_no_ground_for_money_is_there(
    demand: Remedy, named: Remedy, grounds: set[Ground]
) -> None:
    repair_first = Why.REPAIR_FIRST in reasons_for(demand, named, grounds)
    assert repair_first == (demand in IN_MONEY and named in IN_KIND and not grounds)


@given(remedies, some_grounds)
def test_repair_and_replacement_give_way_to_each_other_only_as_impossible_or_out_of_proportion(
    demand: Remedy, grounds: set[Ground]
) -> None:
    if demand in IN_KIND:
        (other,) = IN_KIND - {demand}
        assert reasons_for(demand, other, grounds) == [Why.IMPOSSIBLE, Why.DISPROPORTIONATE, Why.SUGGESTION]
        for money in IN_MONEY:
            assert reasons_for(demand, money, grounds) == [Why.NEITHER, Why.SUGGESTION]


def test_a_contract_stays_only_when_the_defect_is_immaterial() -> None:
    assert Why.IMMATERIAL in reasons_for("withdrawal", Remedy.REDUCTION)
    assert Why.IMMATERIAL not in reasons_for("reduction", Remedy.WITHDRAWAL)


def test_where_the_law_has_no_order_money_is_the_customers_free_choice() -> None:
    assert Why.REPAIR_FIRST not in reasons_for("withdrawal", Remedy.REPAIR, (), has_order=False)


def test_only_a_suggestion_leaves_the_claim_without_an_answer() -> None:
    assert [why for why in Why if not answers_the_claim(why)] == [Why.SUGGESTION]


@pytest.mark.parametrize(
    ("amount", "fits"),
    [("0", False), ("-1", False), ("0.01", True), ("49.99", True), ("50.00", False), ("NaN", False)],
)
def test_a_price_is_reduced_by_more_than_nothing_and_at_most_by_itself(amount: str, fits: bool) -> None:
    assert reduction_fits(Decimal(amount), Decimal("49.99")) is fits
    assert not reduction_fits(None, Decimal(1))


# --- The guard -------------------------------------------------------------------------------------


def test_fourteen_days_warn_on_day_7_11_and_13_and_escalate_on_day_12() -> None:
    clock, told = watch(), {}
    for day in range(15):
        now = noon(clock.received_day + timedelta(days=day))
        for alarm in alarms(clock, now, told):
            told[alarm.day] = alarm
    assert {day: (each.escalates, each.told) for day, each in told.items()} == {
        7: (False, True),
        11: (False, True),
        12: (True, True),
        13: (False, True),
    }


def test_days_without_a_tick_end_in_one_warning_and_not_in_a_heap() -> None:
    clock = watch()
    rung = alarms(clock, noon(date(2026, 12, 23)), ())
    assert [(each.day, each.told, each.escalates) for each in rung] == [
        (7, False, False),
        (11, False, False),
        (12, True, True),
        (13, True, False),
    ]
    assert alarms(clock, noon(date(2026, 12, 23)), [each.day for each in rung]) == []


def test_a_term_of_ten_days_is_warned_of_as_long_before_its_end() -> None:
    clock = watch(days=10)
    assert [each.day for each in alarms(clock, noon(clock.internal_day), ())] == [3, 7, 8, 9]


@given(st.integers(0, 40), st.integers(1, 30), st.sets(st.integers(0, 30)))
def test_an_alarm_is_never_rung_twice_before_its_day_or_after_the_law_has_spoken(
    day: int, days: int, known: set[int]
) -> None:
    clock = watch(days=days)
    now = noon(clock.received_day + timedelta(days=day))
    rung = [each.day for each in alarms(clock, now, known)]
    assert not set(rung) & known
    assert len(rung) == len(set(rung))
    assert all(0 < each <= day for each in rung)
    assert not (is_over(clock, now) and rung)


@pytest.mark.parametrize(
    ("received", "latest"),
    [
        (date(2026, 12, 10), date(2026, 12, 28)),  # the 24th is a public holiday, then Christmas and a week-end
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 12, 18), date(2027, 1, 4)),  # New Year's Day, then a week-end
    ],
)
def test_the_law_speaks_at_midnight_after_the_latest_legal_day_and_not_before(received: date, latest: date) -> None:
    clock = watch(received, latest=latest)
    midnight = datetime(latest.year, latest.month, latest.day, tzinfo=WARSAW) + timedelta(days=1)
    assert clock.over_at == midnight
    assert not is_over(clock, midnight - timedelta(microseconds=1))
    assert is_over(clock, midnight)
    assert not is_laws_turn(clock, midnight), "an answer that began before midnight may still commit"
    assert is_laws_turn(clock, midnight + PATIENCE)


def test_midnight_is_the_shops_and_not_that_of_utc() -> None:
    clock = watch(date(2026, 6, 1))
    assert clock.over_at == datetime(2026, 6, 15, 22, 0, tzinfo=UTC)


@given(st.integers(0, 10_000))
def test_silence_never_accepts_what_no_law_accepts(hours: int) -> None:
    clock = watch(silent=False)
    now = noon(clock.received_day) + timedelta(hours=hours)
    assert clock.over_at is None
    assert not is_over(clock, now)
    assert not is_laws_turn(clock, now)


def test_the_mark_becomes_more_pressing() -> None:
    clock = watch()
    days = [level(clock, noon(clock.received_day + timedelta(days=day))) for day in (0, 6, 7, 10, 11, 12, 13, 20)]
    assert days == ["", "", "soon", "soon", "urgent", "urgent", "last", "last"]


# --- Locked texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "pl", "ru", "pl-PL", "xx"])
def test_the_notice_tells_of_the_choice_and_of_twelve_months_in_every_language(language: str) -> None:
    said = notice(language)
    assert "12" in said.text
    assert said.language == (language[:2] if language[:2] in TEXTS else "en")
    assert said.as_dict() == {"text": said.text, "version": said.version, "language": said.language}


@pytest.mark.parametrize("language", ["en", "pl", "ru"])
@pytest.mark.parametrize("law", ["pl", "de", "eu", "unknown"])
@pytest.mark.parametrize("stance", Stance)
def test_the_statement_names_the_body_and_the_law_and_never_the_closed_platform(
    stance: Stance, law: str, language: str
) -> None:
    said = statement(stance, law=law, language=language, body="Inspekcja\n Handlowa ")
    assert "Inspekcja, Handlowa" in said.text
    assert LAWS.get(law.upper(), LAWS["EU"])[language] in said.text
    assert "ec.europa.eu/consumers/odr" not in said.text
    assert "{" not in said.text
    assert said.as_dict()["stance"] == stance


def test_who_agrees_or_asks_names_the_body_and_who_refuses_may_not_know_one() -> None:
    for stance in (Stance.AGREES, Stance.ASKS):
        with pytest.raises(BodyMissing):
            statement(stance, law="pl", language="en", body=" \n ")
    assert "refuse" in statement(Stance.REFUSES, law="pl", language="en", body="").text
