from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returns.law import (
    Fault,
    Law,
    Protection,
    Why,
    complaint_answer_due,
    guarantee_end,
    is_deemed_accepted,
    liability_end,
    presumption_end,
    remedies,
)
from returns.law.lines import Held, complaint_verdict, delivery_verdict, guarantee_verdict, last_of
from tests.returns.law.laws import BUSINESS, FRANCE, GERMANY, POLAND, RUSSIA, law, noon, on

fast = settings(deadline=None, max_examples=150)
days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
every = st.sampled_from([POLAND, GERMANY, FRANCE, RUSSIA, BUSINESS])


def test_ours_is_not_moved_and_the_laws_is() -> None:
    due = complaint_answer_due(noon(2026, 12, 10), POLAND)
    assert due.internal.value == date(2026, 12, 24)
    assert due.legal.value == date(2026, 12, 28)
    assert due.internal.latest == date(2026, 12, 28)


def test_only_poland_and_russia_have_a_number_by_law() -> None:
    for elsewhere in (GERMANY, FRANCE, BUSINESS):
        due = complaint_answer_due(noon(2026, 11, 2), elsewhere)
        assert due.internal.value == date(2026, 11, 16), "our promise"
        assert due.internal.rule == "complaint_answer_promised"
        assert due.legal.value is None
    assert complaint_answer_due(noon(2026, 11, 2), RUSSIA).legal.value == date(2026, 11, 12)


def test_silence_accepts_after_the_latest_day_in_poland_only() -> None:
    received = noon(2026, 12, 10)
    last = datetime(2026, 12, 28, 22, 59, tzinfo=UTC)
    assert not is_deemed_accepted(received, None, last, POLAND)
    assert is_deemed_accepted(received, None, last + timedelta(minutes=1), POLAND)
    assert not is_deemed_accepted(received, last, last + timedelta(days=9), POLAND), "answered on the last day"
    assert is_deemed_accepted(received, last + timedelta(minutes=1), last + timedelta(days=9), POLAND)
    for elsewhere in (GERMANY, RUSSIA, BUSINESS):
        assert not is_deemed_accepted(received, None, noon(2030, 1, 1), elsewhere)


def test_a_protected_sole_trader_is_accepted_by_silence_too() -> None:
    trader = law(protection=Protection.PROTECTED_SOLE_TRADER)
    assert is_deemed_accepted(noon(2026, 11, 2), None, noon(2026, 12, 1), trader)
    assert not trader.pack.needs_dispute_statement, "settling disputes out of court is for consumers"


def test_the_seller_is_liable_for_two_years_and_once_for_a_year_more() -> None:
    assert liability_end(noon(2026, 11, 2), None, POLAND).value == date(2028, 11, 2)
    repaired = liability_end(noon(2026, 11, 2), noon(2027, 1, 5), POLAND)
    assert repaired.value == date(2029, 11, 2)
    assert [step["what"] for step in repaired.steps] == ["delivered", "months", "repaired", "months_more"]
    assert liability_end(noon(2026, 11, 2), noon(2027, 1, 5), RUSSIA).value == date(2028, 11, 2)


def test_repairs_before_the_directive_held_add_nothing() -> None:
    assert liability_end(noon(2025, 11, 2), noon(2026, 7, 30), POLAND).value == date(2027, 11, 2)
    assert liability_end(noon(2025, 11, 2), noon(2026, 7, 31), POLAND).value == date(2028, 11, 2)


def test_the_29th_of_february_ends_on_the_28th() -> None:
    assert liability_end(date(2024, 2, 29), None, POLAND).value == date(2026, 2, 28)
    assert liability_end(date(2028, 2, 29), date(2028, 5, 1), POLAND).value == date(2031, 2, 28)


def test_liability_without_a_day_of_delivery_has_not_ended() -> None:
    assert liability_end(None, None, POLAND).value is None
    assert complaint_verdict(Held(1), POLAND, noon(2040, 1, 1)).is_open


def test_a_fault_is_presumed_for_two_years_in_poland_and_one_elsewhere() -> None:
    assert presumption_end(noon(2026, 11, 2), POLAND).value == date(2028, 11, 2)
    assert presumption_end(noon(2026, 11, 2), GERMANY).value == date(2027, 11, 2)


def test_repair_and_replacement_come_first() -> None:
    assert [(each.code, each.is_open) for each in remedies(Fault(), POLAND)] == [
        ("repair", True), ("replacement", True), ("reduction", False), ("withdrawal", False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fault",
    [
        Fault(was_refused=True),
        Fault(was_not_done=True),
        Fault(persists=True),
        Fault(is_serious=True),
        Fault(will_not_be_done=True),
        Fault(repair_impossible=True, replacement_impossible=True),
    ],
)
def test_money_comes_when_they_fail(fault: Fault) -> None:
    found = {each.code: each.is_open for each in remedies(fault, POLAND)}
    assert found["reduction"]
    assert found["withdrawal"]


def test_an_immaterial_fault_does_not_end_the_contract() -> None:
    found = {each.code: each.why for each in remedies(Fault(is_immaterial=True, persists=True), POLAND)}
    assert found["reduction"] == ""
    assert found["withdrawal"] == "immaterial"


def test_what_is_impossible_is_named_and_the_other_stays() -> None:
    found = {each.code: each.why for each in remedies(Fault(repair_impossible=True), GERMANY)}
    assert (found["repair"], found["replacement"]) == ("impossible", "")
    assert found["reduction"] == "after_repair_or_replacement"


def test_in_russia_the_buyer_chooses_freely() -> None:
    assert all(each.is_open for each in remedies(Fault(), RUSSIA))


def test_the_guarantee_goes_beside_the_law() -> None:
    line = Held(1, delivered=noon(2026, 11, 2), first_delivered=noon(2026, 11, 2), guarantee_months=36)
    assert guarantee_end(noon(2026, 11, 2), 36, POLAND).value == date(2029, 11, 2)
    assert guarantee_verdict(line, POLAND, noon(2029, 11, 2)).is_open
    assert complaint_verdict(line, POLAND, noon(2029, 11, 2)).no is Why.OVER
    over = guarantee_verdict(line, POLAND, noon(2029, 11, 4))
    assert (over.no, over.last_day) == (Why.OVER, date(2029, 11, 2))


def test_a_replacement_starts_the_guarantee_anew_and_not_the_liability() -> None:
    line = Held(
        1,
        delivered=noon(2026, 11, 2),
        first_delivered=noon(2026, 11, 2),
        guarantee_months=12,
        guaranteed_since=noon(2027, 6, 1),
    )
    assert guarantee_verdict(line, POLAND, noon(2027, 6, 2)).last_day == date(2028, 6, 1)
    assert complaint_verdict(line, POLAND, noon(2027, 6, 2)).last_day == date(2028, 11, 2)


def test_a_guarantee_nobody_told_us_of_is_not_denied() -> None:
    line = Held(1, delivered=noon(2026, 11, 2), first_delivered=noon(2026, 11, 2))
    assert guarantee_verdict(line, POLAND, noon(2040, 1, 1)).is_open
    none = Held(1, delivered=noon(2026, 11, 2), first_delivered=noon(2026, 11, 2), guarantee_months=0)
    assert guarantee_verdict(none, POLAND, noon(2026, 11, 3)).no is Why.NO_GUARANTEE


def test_what_is_not_held_cannot_be_complained_about() -> None:
    now = noon(2026, 11, 3)
    gone = Held(2, taken=2, first_delivered=noon(2026, 11, 2))
    assert complaint_verdict(gone, POLAND, now).no is Why.ALREADY_RETURNED
    assert complaint_verdict(Held(1, is_missing=True), POLAND, now).no is Why.NOT_DELIVERED
    assert complaint_verdict(Held(1, is_cancelled=True), POLAND, now).no is Why.CANCELLED
    kept = Held(1, is_cancelled=True, delivered=noon(2026, 11, 2), first_delivered=noon(2026, 11, 2))
    assert complaint_verdict(kept, POLAND, now).is_open, "refunded, and the goods are still there"
    assert delivery_verdict(Held(1, is_missing=True)).is_open
    assert delivery_verdict(gone).no is Why.ALREADY_RETURNED


def test_the_last_lot_is_unknown_while_one_is() -> None:
    assert last_of([noon(2026, 11, 2), None]) is None
    assert last_of([noon(2026, 11, 2), noon(2026, 11, 9)]) == noon(2026, 11, 9)
    assert last_of([]) is None


@fast
@given(days, every)
def test_the_laws_day_is_never_before_ours(received: date, where: Law) -> None:
    due = complaint_answer_due(on(received), where)
    assert due.internal.day
    assert due.legal.day is None or due.legal.day >= due.internal.day
    assert (due.internal.day - received).days == where.pack.complaint_days


@fast
@given(days, st.none() | st.integers(0, 700), every)
def test_a_repair_never_shortens_the_liability(delivered: date, repaired: int | None, where: Law) -> None:
    at = None if repaired is None else delivered + timedelta(days=repaired)
    plain, found = liability_end(delivered, None, where).day, liability_end(delivered, at, where).day
    assert plain
    assert found
    assert plain <= found <= plain + timedelta(days=367)
