"""Mia answers Anna's complaint: every answer says yes or no to the locked demand and carries what the law wants."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from returns import actions as generic
from returns.complaints import actions
from returns.complaints.errors import (
    AmountMissing,
    MoneyOwed,
    NotAnAnswer,
    NothingOffered,
    NotThatRemedy,
    ReasonMissing,
    StatementMissing,
)
from returns.complaints.queries import conformity_repairs, open_offer, replacements
from returns.errors import NotAllowed, SomeoneWasFaster
from returns.models import Case, Decision, DemandIsLocked, HistoryIsKept
from tests.returns.complaints.makers import ARBITER, clock, make_claim
from tests.returns.makers import NOW, make_order

LATER = NOW + timedelta(days=2)


def decline(case: Case, mia: Any, **changes: Any) -> Case:
    said = {"reason": "The mug was dropped.", "stance": "refuses", "body": ARBITER, **changes}
    return actions.decline(case, by=mia, version=case.version, now=LATER, **said)


def offer(case: Case, mia: Any, **changes: Any) -> Case:
    said: dict[str, Any] = {
        "remedy": "replacement",
        "why": "disproportionate",
        "reason": "A repair costs more than a new one.",
        "stance": "agrees",
        "body": ARBITER,
        **changes,
    }
    return actions.offer(case, by=mia, version=case.version, now=LATER, **said)


def accept(case: Case, mia: Any, **said: Any) -> Case:
    return actions.accept(case, by=mia, version=case.version, now=LATER, **said)


# --- Yes ---------------------------------------------------------------------------------------------


def test_an_accepted_complaint_gets_the_demanded_remedy_and_its_clock_is_met(anna: Any, mia: Any) -> None:
    case = accept(make_claim(anna), mia, message="Sorry about that.", loan="A white mug, until it is back")
    decision = case.decisions.get()
    assert (case.status, case.remedy, decision.verdict, decision.demand) == (
        "accepted",
        "repair",
        "accepted",
        "repair",
    )
    assert (decision.reasons, decision.loan) == ("Sorry about that.", "A white mug, until it is back")
    assert clock(case).met_at == LATER
    assert case.deadlines.running().get().name == "remedy"


def test_the_remedy_of_an_acceptance_is_the_demanded_one_and_no_other(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    with pytest.raises(NotAnAnswer):
        accept(case, mia, remedy="replacement")
    with pytest.raises(NotAnAnswer):
        accept(make_claim(anna, demand=""), mia)
    assert accept(make_claim(anna, demand=""), mia, remedy="replacement").remedy == "replacement"


def test_a_smaller_reduction_than_demanded_is_no_acceptance(anna: Any, mia: Any) -> None:
    case = make_claim(anna, demand="reduction", amount=Decimal(20))
    with pytest.raises(NotAnAnswer):
        accept(case, mia, amount=Decimal("19.99"))
    accepted = accept(case, mia)
    assert accepted.decisions.get().amount == 20


@pytest.mark.parametrize("amount", ["0", "50", "NaN"])
def test_a_price_is_not_reduced_by_more_than_itself(anna: Any, mia: Any, amount: str) -> None:
    with pytest.raises(AmountMissing):
        accept(make_claim(anna, demand="reduction"), mia, amount=Decimal(amount))


def test_the_money_of_a_reduction_is_due_14_days_after_the_customers_statement(anna: Any, mia: Any) -> None:
    case = accept(make_claim(anna, demand="reduction", amount=Decimal(20)), mia)
    due = case.deadlines.get(name="refund")
    assert due.due_at.astimezone(UTC).date() == (NOW + timedelta(days=14)).date()


def test_nobody_decides_about_a_case_of_their_own_and_strangers_about_none(anna: Any, ben: Any, mia: Any) -> None:
    for person in (anna, ben):
        with pytest.raises(NotAllowed):
            accept(make_claim(anna), person)
    with pytest.raises(NotAllowed):
        accept(make_claim(mia), mia)


def test_an_agent_who_saw_an_older_view_changes_nothing(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    generic.post_message(case, by=anna, body="More photos", now=NOW)
    with pytest.raises(SomeoneWasFaster):
        accept(case, mia)
    assert not Decision.objects.exists()


# --- No ----------------------------------------------------------------------------------------------


def test_a_refusal_carries_reasons_and_the_statement_in_the_customers_language(anna: Any, mia: Any) -> None:
    case = decline(make_claim(anna, language="pl"), mia, stance="agrees")
    decision = case.decisions.get()
    assert (case.status, decision.reasons) == ("declined", "The mug was dropped.")
    assert decision.statement["language"] == "pl"
    assert "Inspekcja Handlowa, plac Powstańców 1, Warszawa" in decision.statement["text"]
    assert "art. 32" in decision.statement["text"]
    assert clock(case).met_at == LATER


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"stance": ""}, StatementMissing),
        ({"stance": "agrees", "body": " "}, StatementMissing),
        ({"stance": "asks", "body": ""}, StatementMissing),
    ],
)
def test_a_refusal_without_reasons_or_statement_is_refused_by_the_action(
    anna: Any, mia: Any, changes: dict[str, str], error: type[Exception]
) -> None:
    case = make_claim(anna)
    with pytest.raises(error):
        decline(case, mia, **changes)
    case.refresh_from_db()
    assert (case.status, case.decisions.count(), case.messages.count()) == ("open", 0, 1)


@pytest.mark.parametrize("verb", ["decline", "accept", "offer", "switch"])
def test_no_other_door_writes_an_answer(anna: Any, mia: Any, verb: str) -> None:
    case = make_claim(anna)
    with pytest.raises(NotAllowed):
        generic.take_step(case, verb, by=mia, version=case.version, now=LATER, message="No.")
    with pytest.raises(NotAllowed):
        generic.decline(case, by=mia, version=case.version, now=LATER, reason="No.")


def test_a_business_buyer_may_be_declined_without_the_statement(anna: Any, mia: Any) -> None:
    case = make_claim(anna, buyer_protection="business")
    assert decline(case, mia, stance="", body="").decisions.get().statement == {}


def test_a_german_customer_reads_the_german_law_and_a_french_one_the_directive(anna: Any, mia: Any) -> None:
    for country, law in (("DE", "VSBG"), ("FR", "2013/11/EU")):
        case = decline(make_claim(anna, shipping_address={"country": country}), mia)
        assert law in case.decisions.get().statement["text"]


# --- Another remedy ----------------------------------------------------------------------------------


def test_another_remedy_stops_the_clock_and_the_customer_is_asked(anna: Any, mia: Any) -> None:
    case = offer(make_claim(anna), mia)
    decision = case.decisions.get()
    assert (case.status, case.remedy, case.unanswered_since) == ("waiting", "", None)
    assert (decision.verdict, decision.remedy, decision.why) == ("offered", "replacement", "disproportionate")
    assert open_offer(case) == decision
    assert clock(case).met_at == LATER


@pytest.mark.parametrize(
    ("demand", "remedy", "why"),
    [
        ("repair", "reduction", "impossible"),
        ("repair", "withdrawal", "disproportionate"),
        ("repair", "repair", "impossible"),
        ("replacement", "repair", "repair_first"),
        ("withdrawal", "reduction", "neither"),
        ("reduction", "withdrawal", "immaterial"),
    ],
)
def test_the_law_does_not_let_every_remedy_take_the_place(
    anna: Any, mia: Any, demand: str, remedy: str, why: str
) -> None:
    with pytest.raises(NotThatRemedy):
        offer(make_claim(anna, demand=demand), mia, remedy=remedy, why=why, amount=Decimal(5))
    assert not Decision.objects.exists()


def test_an_offer_that_refuses_the_demand_carries_the_statement(anna: Any, mia: Any) -> None:
    with pytest.raises(StatementMissing):
        offer(make_claim(anna), mia, stance="")
    with pytest.raises(ReasonMissing):
        offer(make_claim(anna), mia, reason="")


def test_a_suggestion_refuses_nothing_and_the_clock_runs_on(anna: Any, mia: Any) -> None:
    case = offer(make_claim(anna), mia, remedy="withdrawal", why="suggestion", stance="")
    assert clock(case).met_at is None
    assert case.due_at == clock(case).due_at
    assert case.decisions.get().statement == {}


def test_a_question_does_not_stop_the_clock(anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    generic.post_message(case, by=mia, body="Do you have a photo?", now=LATER)
    generic.post_message(case, by=anna, body="Here.", now=LATER)
    case.refresh_from_db()
    assert (case.status, clock(case).met_at) == ("open", None)
    assert clock(case).since == NOW


def test_money_cannot_be_put_off_once_a_repair_did_not_help(anna: Any, mia: Any) -> None:
    order = make_order(anna, (1,), shipping_address={"country": "PL"})
    first = accept(make_claim(anna, order=order), mia)
    actions.carry_out(first, by=mia, version=first.version, now=LATER)
    again = make_claim(anna, demand="withdrawal", order=order, now=LATER)
    with pytest.raises(NotThatRemedy):
        offer(again, mia, remedy="repair", why="repair_first")


def test_what_anna_agrees_to_is_accepted(anna: Any, ben: Any, mia: Any) -> None:
    case = offer(make_claim(anna), mia)
    with pytest.raises(NotAllowed):
        actions.agree(case, by=ben, version=case.version, now=LATER)
    agreed = actions.agree(case, by=anna, version=case.version, now=LATER)
    assert (agreed.status, agreed.remedy, agreed.demand) == ("accepted", "replacement", "repair")
    assert [each.verdict for each in agreed.decisions.all()] == ["offered", "agreed"]
    with pytest.raises(NothingOffered):
        actions.agree(agreed, by=anna, version=agreed.version, now=LATER)


def test_a_reduction_that_was_agreed_on_is_due_14_days_after_the_agreement(anna: Any, mia: Any) -> None:
    case = offer(make_claim(anna), mia, remedy="reduction", why="neither", amount=Decimal(10))
    agreed = actions.agree(case, by=mia, version=case.version, now=LATER, message="By phone.")
    assert agreed.deadlines.get(name="refund").since == LATER


def test_who_keeps_to_the_demand_waits_for_us_again(anna: Any, mia: Any) -> None:
    case = offer(make_claim(anna), mia)
    kept = actions.turn_down(case, by=anna, version=case.version, now=LATER + timedelta(days=1))
    assert (kept.status, kept.unanswered_since) == ("open", LATER + timedelta(days=1))
    assert open_offer(kept) is None
    assert kept.deadlines.running().get().name == "answer"
    with pytest.raises(NothingOffered):
        actions.turn_down(kept, by=anna, version=kept.version, now=LATER)
    assert decline(kept, mia).status == "declined"


# --- Kept for good -----------------------------------------------------------------------------------


def test_the_demand_and_the_answer_never_change(anna: Any, mia: Any) -> None:
    case = Case.objects.get(pk=decline(make_claim(anna), mia).pk)
    case.demand = "withdrawal"
    with pytest.raises(DemandIsLocked):
        case.save()
    decision = Decision.objects.get()
    decision.reasons = "Other reasons"
    with pytest.raises(HistoryIsKept):
        decision.save()
    with pytest.raises(HistoryIsKept):
        decision.delete()
    with pytest.raises(HistoryIsKept):
        Decision.objects.update(reasons="")
    with pytest.raises(HistoryIsKept):
        Decision.objects.all().delete()


# --- Carried out -------------------------------------------------------------------------------------


def test_a_repair_adds_to_the_liability_once_it_is_done(anna: Any, mia: Any) -> None:
    case = accept(make_claim(anna), mia)
    line = case.lines.get().order_line
    assert conformity_repairs(line) == []
    here = generic.take_step(case, "receive", by=mia, version=case.version, now=LATER)
    done = actions.carry_out(here, by=mia, version=here.version, now=LATER + timedelta(days=3), message="As new.")
    assert (done.status, done.resolved_at) == ("resolved", LATER + timedelta(days=3))
    assert conformity_repairs(line) == [LATER + timedelta(days=3)]
    assert done.deadlines.get(name="remedy").met_at == LATER + timedelta(days=3)


def test_a_replacement_knows_its_new_serial_numbers(anna: Any, mia: Any) -> None:
    case = accept(make_claim(anna, demand="replacement"), mia)
    line = case.lines.get().order_line
    actions.carry_out(
        case, by=mia, version=case.version, now=LATER, serials={line.pk: [" SN 2 ", "", "SN 2", "SN 3"]}, product="Cup"
    )
    (replaced,) = replacements(line)
    assert (replaced.serials, replaced.product, replaced.reference) == (["SN 2", "SN 3"], "Cup", case.reference)
    assert conformity_repairs(line) == []


def test_money_that_was_accepted_is_refunded_and_not_talked_away(anna: Any, mia: Any) -> None:
    case = accept(make_claim(anna, demand="withdrawal"), mia)
    with pytest.raises(MoneyOwed):
        actions.carry_out(case, by=mia, version=case.version, now=LATER)


def test_what_cannot_be_done_after_all_gives_way_to_the_next_remedy(anna: Any, mia: Any) -> None:
    case = accept(make_claim(anna), mia)
    switched = actions.switch(
        case, by=mia, version=case.version, now=LATER, remedy="replacement", why="impossible", reason="No glaze left."
    )
    assert (switched.status, switched.remedy, switched.demand) == ("accepted", "replacement", "repair")
    with pytest.raises(NotThatRemedy):
        actions.switch(
            switched, by=mia, version=switched.version, now=LATER, remedy="withdrawal", why="suggestion", reason="x"
        )
    money = actions.switch(
        switched, by=mia, version=switched.version, now=LATER, remedy="withdrawal", why="neither", reason="None left."
    )
    assert money.remedy == "withdrawal"


def test_the_shop_counts_days_in_its_own_zone(anna: Any) -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already Monday in Warsaw
    assert clock(make_claim(anna, now=late)).due_at.astimezone(UTC).date().isoformat() == "2026-12-07"
