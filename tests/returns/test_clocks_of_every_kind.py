"""Which clocks run where a case stands, by when, and what becomes of them: rules first, then the rows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.models import Order
from returns import actions, clocks, deadlines, invariants, queries, rules
from returns.clocks import Clock, Facts, Fate
from returns.law.of_orders import law_for
from returns.models import Case, Deadline, Decision, LawSettings, ReturnSettings
from returns.rules import Role, Terms
from tests.returns.makers import NOW, make_case, make_order, make_question, make_return

WARSAW = ZoneInfo("Europe/Warsaw")
TERMS = Terms(30, 14, 2, 14, holidays.country_holidays("PL"), WARSAW, "PL", 14, 10, 5)
moments = st.datetimes(datetime(2026, 8, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
LATER = NOW + timedelta(days=1)


def running(facts: Facts, country: str = "PL", protection: str = "consumer") -> dict[str, Clock]:
    return {each.name: each for each in clocks.running(facts, law_for(country, protection, home="PL"), TERMS)}


def day_of(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(WARSAW).date().isoformat()


# --- Complaints: C4, C9 ----------------------------------------------------------------------------


def test_a_complaint_is_answered_in_14_days_that_nothing_moves_and_the_law_allows_the_working_day_after() -> None:
    # 12 December + 14 days is a holiday: we keep the 26th, the law leaves us until Monday the 28th.
    due = running(Facts("complaint", "open", datetime(2026, 12, 12, 15, tzinfo=UTC)))["complaint_answer"]
    assert (day_of(due.due_at), day_of(due.legal_at)) == ("2026-12-26", "2026-12-28")
    assert due.explanation["rule"] == "complaint_answer"
    assert due.who == "us"


def test_a_question_of_ours_does_not_stop_a_complaints_clock() -> None:
    opened = datetime(2026, 11, 23, 10, tzinfo=UTC)
    asked = running(Facts("complaint", "waiting", opened))
    answered = running(Facts("complaint", "open", opened, unanswered_since=opened + timedelta(days=3)))
    assert asked["complaint_answer"] == answered["complaint_answer"]
    assert "answer" not in asked
    assert day_of(answered["answer"].due_at) == "2026-11-30"


def test_an_answer_to_the_claim_stops_it_even_while_the_customer_may_still_choose() -> None:
    opened = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert "complaint_answer" not in running(Facts("complaint", "waiting", opened, claim_answered=True))


def test_no_law_dates_the_answer_to_a_business_or_abroad() -> None:
    opened = datetime(2026, 12, 12, 15, tzinfo=UTC)
    for country, protection in (("PL", "business"), ("DE", "consumer")):
        due = running(Facts("complaint", "open", opened), country, protection)["complaint_answer"]
        assert due.legal_at is None


@settings(deadline=None, max_examples=100)
@given(moments)
def test_ours_is_never_later_than_the_laws(opened: datetime) -> None:
    for due in clocks.running(Facts("complaint", "open", opened), law_for("PL", "consumer", home="PL"), TERMS):
        assert due.legal_at is None or due.due_at <= due.legal_at
        assert due.explanation["rule"] == due.rule
        assert due.explanation["steps"]


# --- Money: W7, W8, C3 -----------------------------------------------------------------------------

WITHDRAWN = datetime(2026, 12, 1, 9, tzinfo=UTC)


def withdrawal(status: str = "approved", **fields: Any) -> Facts:
    return Facts("withdrawal", status, WITHDRAWN, withdrawn_at=WITHDRAWN, **fields)


def test_the_money_waits_for_the_goods_while_the_customer_has_14_days_to_send_them() -> None:
    found = running(withdrawal())
    assert set(found) == {"send_back"}
    assert (found["send_back"].who, day_of(found["send_back"].due_at)) == ("you", "2026-12-15")


@pytest.mark.parametrize("what", ["dispatched_at", "received_at"])
def test_goods_or_proof_whichever_is_first_releases_the_money(what: str) -> None:
    found = running(withdrawal(**{what: WITHDRAWN + timedelta(days=4)}))
    assert set(found) == {"refund"}
    assert day_of(found["refund"].due_at) == "2026-12-15"


def test_goods_that_come_after_the_14_days_are_paid_for_on_the_day_they_come() -> None:
    found = running(withdrawal("received", received_at=WITHDRAWN + timedelta(days=20)))
    assert day_of(found["refund"].due_at) == "2026-12-21"


@pytest.mark.parametrize("without", [{"goods_out": False}, {"we_collect": True}])
def test_nothing_is_waited_for_when_nothing_was_sent_or_the_shop_fetches_it(without: dict[str, bool]) -> None:
    assert day_of(running(withdrawal(**without))["refund"].due_at) == "2026-12-15"


def test_a_return_is_paid_after_the_goods_came_and_checking_them_buys_no_time() -> None:
    came = datetime(2026, 12, 1, 9, tzinfo=UTC)
    facts = [Facts("return", status, WITHDRAWN, received_at=came) for status in ("received", "inspected")]
    assert running(facts[0]) == running(facts[1])
    assert day_of(running(facts[0])["refund"].due_at) == "2026-12-15"


def test_a_lower_price_is_due_from_the_claim_and_the_whole_price_from_the_goods() -> None:
    since = {"accept": WITHDRAWN + timedelta(days=10)}
    lower = running(Facts("complaint", "accepted", WITHDRAWN, remedy="reduction", since=since))
    assert day_of(lower["refund"].due_at) == "2026-12-15"
    waits = Facts("complaint", "accepted", WITHDRAWN, remedy="withdrawal", since=since)
    assert running(waits) == {}
    sent = Facts("complaint", "accepted", WITHDRAWN, WITHDRAWN, None, WITHDRAWN + timedelta(days=12), None)
    sent = Facts(**{**vars(sent), "remedy": "withdrawal", "since": since, "unanswered_since": None})
    assert day_of(running(sent)["refund"].due_at) == "2026-12-27"


def test_repair_and_replacement_have_the_shops_own_word() -> None:
    accepted = datetime(2026, 12, 1, 9, tzinfo=UTC)
    facts = Facts("complaint", "accepted", WITHDRAWN, remedy="repair", since={"accept": accepted})
    assert day_of(running(facts)["remedy"].due_at) == "2026-12-11"


def test_a_guarantee_goes_on_counting_while_the_guarantor_decides() -> None:
    found = [running(Facts("guarantee", status, WITHDRAWN)) for status in ("open", "waiting", "forwarded")]
    assert found[0] == found[1] == found[2]
    assert day_of(found[0]["guarantee_answer"].due_at) == "2026-12-15"


def test_looking_for_a_parcel_has_an_end() -> None:
    friday = datetime(2026, 12, 4, 9, tzinfo=UTC)
    found = running(Facts("delivery", "tracing", WITHDRAWN, since={"trace": friday}))
    assert day_of(found["answer"].due_at) == "2026-12-11"


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([(kind, status) for kind, table in rules.STEPS.items() for status in table]),
    st.sampled_from(["", *Case.Remedy.values]),
    st.none() | moments,
    st.none() | moments,
    st.none() | moments,
    st.booleans(),
)
def test_one_clock_a_name_nothing_after_the_end_and_always_one_when_somebody_waits_for_us(
    where: tuple[str, str],
    remedy: str,
    unanswered: datetime | None,
    received: datetime | None,
    dispatched: datetime | None,
    goods_out: bool,
) -> None:
    kind, status = where
    opened = datetime(2026, 8, 1, tzinfo=UTC)
    since = dict.fromkeys(deadlines.STARTERS, opened)
    withdrawn = opened if kind == "withdrawal" else None
    facts = Facts(
        kind, status, opened, unanswered, withdrawn, dispatched, received, remedy, goods_out=goods_out, since=since
    )
    found = clocks.running(facts, law_for("PL", "consumer", home="PL"), TERMS)
    assert len({each.name for each in found}) == len(found)
    assert {each.name for each in found} <= set(Deadline.Name.values)
    if status in rules.FINAL:
        assert {each.name for each in found} == ({"answer"} if unanswered else set())
    if unanswered:
        assert any(each.who == "us" for each in found)
    for each in found:
        assert clocks.fate(each.name, facts, Role.CUSTOMER) in set(Fate)


# --- Rows ------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def rows(case: Case) -> dict[str, Deadline]:
    return {row.name: row for row in case.deadlines.running()}


def due(case: Case) -> datetime:
    assert case.due_at
    return case.due_at


def agree() -> list[str]:
    return [*invariants.deadlines_agree(LATER), *invariants.returned_pieces_are_in_cases(LATER)]


def test_a_new_case_has_its_clock_with_how_it_was_counted(anna: Any) -> None:
    case = make_case(anna, "complaint", demand="repair")
    row = rows(case)["complaint_answer"]
    assert (row.due_at, row.explanation) == (case.due_at, case.due_explanation)
    assert row.explanation["inputs"]["law"] == "pl"
    assert row.legal_at is not None
    assert agree() == []


def test_an_answer_meets_its_clock_and_the_next_message_starts_another(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    actions.post_message(case, by=mia, body="Yes.", now=LATER)
    first = case.deadlines.get()
    assert (first.met_at, first.dropped_at, first.breached_at) == (LATER, None, None)
    actions.post_message(case, by=anna, body="Sure?", now=LATER + timedelta(days=1))
    case.refresh_from_db()
    assert rows(case)["answer"].since == LATER + timedelta(days=1)
    assert case.deadlines.count() == 2
    assert agree() == []


def test_what_the_customer_ends_herself_was_not_kept_by_us(anna: Any) -> None:
    case = make_return(anna)
    actions.cancel(case, by=anna, version=1, now=LATER)
    row = case.deadlines.get()
    assert (row.met_at, row.dropped_at) == (None, LATER)


def test_a_missed_clock_says_so_and_still_runs(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    late = due(case) + timedelta(hours=1)
    deadlines.keep_clocks(late)
    row = rows(case)["answer"]
    assert row.breached_at == row.due_at
    assert queries.standing(case).is_late
    actions.post_message(case, by=mia, body="Sorry, yes.", now=late)
    row.refresh_from_db()
    assert (row.met_at, row.breached_at) == (late, row.due_at)
    assert agree() == []
    case.deadlines.update(breached_at=None)
    assert "too late" in agree()[0]


def test_an_answer_that_comes_late_is_marked_without_waiting_for_the_minute(anna: Any, mia: Any) -> None:
    case = make_question(anna)
    actions.post_message(case, by=mia, body="Yes.", now=due(case) + timedelta(seconds=1))
    assert case.deadlines.get().breached_at is not None


def test_a_promise_once_made_outlives_a_change_of_the_settings(anna: Any, mia: Any) -> None:
    case = make_return(anna)
    promised = case.due_at
    own = ReturnSettings.load()
    own.answer_days = 9
    own.save()
    actions.post_message(case, by=anna, body="And the blue one?", now=LATER)
    case.refresh_from_db()
    assert case.due_at == promised


def test_the_proof_of_dispatch_starts_the_money_and_stops_the_customers_clock(anna: Any) -> None:
    case = make_case(anna, "withdrawal", demand="")
    assert {"send_back", "answer"} == set(rows(case))
    case = actions.take_step(case, "confirm", by=None, now=LATER)
    assert set(rows(case)) == {"send_back"}
    assert case.due_at is None
    with_proof = LATER + timedelta(days=2)
    case = actions.take_step(case, "receive", by=None, now=with_proof)
    assert set(rows(case)) == {"refund"}
    assert case.deadlines.get(name="send_back").met_at == with_proof
    assert agree() == []


def test_a_withdrawal_before_dispatch_is_paid_from_the_day_it_was_sent(anna: Any) -> None:
    order = make_order(anna, status=Order.Status.PROCESSING, delivered_at=None)
    case = make_case(anna, "withdrawal", order=order)
    assert set(rows(case)) == {"answer", "refund"}


def test_a_shop_that_fetches_the_goods_does_not_wait_for_them(anna: Any) -> None:
    own = LawSettings.load()
    own.we_collect = True
    own.save()
    assert "refund" in rows(make_case(anna, "withdrawal"))


def test_a_declined_return_owes_no_money_any_more(anna: Any, mia: Any) -> None:
    case = make_return(anna)
    case = actions.mark_received(case, by=mia, version=1, now=LATER)
    case = actions.decline(case, by=mia, version=case.version, now=LATER, reason="Worn.")
    row = case.deadlines.get(name="refund")
    assert (row.met_at, row.dropped_at) == (None, LATER)
    assert agree() == []


def test_the_laws_own_yes_is_a_missed_answer_not_a_kept_one(anna: Any) -> None:
    case = make_case(anna, "complaint", demand="reduction", demand_amount=Decimal("10"))
    late = due(case) + timedelta(days=4)
    decision = Decision.objects.create(case=case, verdict="by_law", made_at=late, language="en", demand="reduction")
    case = actions.take_step(
        case, "accept_by_law", by=None, now=late, remedy="reduction", data={"decision": decision.pk}
    )
    answer = case.deadlines.get(name="complaint_answer")
    assert (answer.met_at, answer.dropped_at, answer.breached_at) == (None, late, answer.due_at)
    assert case.accepted_by_law_at == late
    assert set(rows(case)) == {"refund"}


def test_open_cases_from_before_the_rows_get_theirs_once(anna: Any, django_assert_num_queries: Any) -> None:
    case = make_return(anna)
    case.deadlines.all().delete()
    deadlines.keep_clocks(LATER)
    assert rows(case)["answer"].due_at == case.due_at
    with django_assert_num_queries(2):
        deadlines.keep_clocks(LATER)
    case.refresh_from_db()
    assert case.version == 1
