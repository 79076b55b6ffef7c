"""Mia counts, looks and pays back; the shop's system tells of the same money; nobody is paid twice or told twice."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from orders.actions import record_refund
from orders.ingest import canonical
from orders.models import Order, Refund
from returns import actions
from returns.errors import NotAllowed, Refused, SomeoneWasFaster
from returns.logistics.inspecting import (
    Finding,
    NoReason,
    NotLookedAt,
    WrongCount,
    WrongReduction,
    inspect,
    receive,
)
from returns.logistics.matching import match, match_missed_refunds, pay_named
from returns.logistics.money import proposal
from returns.logistics.refunding import NoAmount, SayWhy, TooMuch, pay_back
from returns.models import Case, CaseRefund
from tests.returns.makers import NOW, make_order
from tests.returns.sending_back import returning, withdrawn

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)


def here(case: Case, mia: Any, *pieces: int) -> Case:
    lines = case.lines.order_by("pk").values_list("pk", flat=True)
    counted = dict(zip(lines, pieces, strict=True)) if pieces else None
    return receive(case, by=mia, now=LATER, version=case.version, pieces=counted)


def findings(case: Case, *found: tuple[str, str, str]) -> list[Finding]:
    lines = case.lines.order_by("pk").values_list("pk", flat=True)
    return [
        Finding(line, outcome, Decimal(less) if less else None, why)
        for line, (outcome, less, why) in zip(lines, found, strict=True)
    ]


def looked_at(case: Case, mia: Any, *found: tuple[str, str, str]) -> Case:
    return inspect(case, by=mia, version=case.version, now=LATER, findings=findings(case, *found))


def due(case: Case) -> Any:
    """Worked out from the rows as they are now."""
    return proposal(case, Order.objects.get(cases=case))


def told_by_shop(order: Any, amount: str, number: str = "r1", lines: Any = (), at: Any = LATER) -> Refund:
    said = canonical.Refund(
        external_id=number, amount=Decimal(amount), currency="PLN", refunded_at=at, reason="", shipping_amount=None,
        tax_amount=None, lines=tuple(canonical.RefundedLine(line, pieces) for line, pieces in lines), payload={},
    )  # fmt: skip
    refund, _is_new = record_refund(order, said, at)
    return refund


# --- Counting -------------------------------------------------------------------------------------


def test_all_of_it_arrives(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia, make_order(anna, (2, 1)), quantity=2), mia)
    assert (case.status, case.received_at) == ("received", LATER)
    assert [line.received_quantity for line in case.lines.all()] == [2]


def test_a_part_arrives_and_the_rest_later(anna: Any, mia: Any) -> None:
    case = here(withdrawn(anna, make_order(anna, (2, 3), shop_status="delivered")), mia, 2, 1)
    assert due(case).total == Decimal("149.97")
    case = here(case, mia, 2, 3)
    assert [event.verb for event in case.events.filter(verb__startswith="receive")] == ["receive", "receive_more"]
    assert due(case).total == Decimal("249.95")
    with pytest.raises(WrongCount):
        here(case, mia, 2, 3)


@pytest.mark.parametrize("pieces", [(0, 0), (3, 1), (-1, 1)])
def test_more_or_less_than_possible_never_arrives(anna: Any, mia: Any, pieces: tuple[int, int]) -> None:
    case = withdrawn(anna, make_order(anna, (2, 3), shop_status="delivered"))
    with pytest.raises(WrongCount):
        here(case, mia, *pieces)


def test_customers_do_not_receive_their_own_goods(anna: Any, mia: Any) -> None:
    case = returning(anna, mia)
    with pytest.raises(NotAllowed):
        receive(case, by=anna, now=LATER)


# --- Looking --------------------------------------------------------------------------------------


def test_a_reduction_is_explained_and_taken_off(anna: Any, mia: Any) -> None:
    case = here(withdrawn(anna, make_order(anna, (1, 2), shop_status="delivered")), mia)
    case = looked_at(case, mia, ("accepted", "", ""), ("reduced", "20.00", "Washed many times, the print is gone."))
    assert (case.status, case.inspected_at) == ("inspected", LATER)
    known = due(case)
    assert known.total == Decimal("129.97")
    assert known.lines[1].why == "Washed many times, the print is gone."
    assert [step["what"] for step in known.explanation["steps"]] == ["line", "line", "reduction"]
    with pytest.raises(SayWhy):
        pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("149.97"))
    case = pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("129.97"))
    assert (case.status, case.refunded_amount) == ("refunded", Decimal("129.97"))


def test_a_customer_who_was_not_told_of_the_right_owes_nothing_for_wear(anna: Any, mia: Any) -> None:
    order = make_order(anna, (1,), shop_status="delivered", withdrawal_informed=False)
    case = looked_at(here(withdrawn(anna, order), mia), mia, ("reduced", "20.00", "Worn."))
    assert due(case).total == Decimal("49.99")


def test_what_is_not_ours_is_not_paid(anna: Any, mia: Any) -> None:
    case = here(withdrawn(anna, make_order(anna, (1, 1), shop_status="delivered")), mia)
    case = looked_at(case, mia, ("accepted", "", ""), ("refused", "", "This is another shop's mug."))
    assert due(case).total == Decimal("49.99")


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (("reduced", "5.00", ""), NoReason),
        (("refused", "", " "), NoReason),
        (("reduced", "", "Worn."), WrongReduction),
        (("reduced", "0", "Worn."), WrongReduction),
        (("reduced", "50.00", "Worn."), WrongReduction),
        (("reduced", "NaN", "Worn."), WrongReduction),
        (("lost", "", "Worn."), NotLookedAt),
    ],
)
def test_a_finding_says_what_and_why(anna: Any, mia: Any, found: Any, problem: type[Refused]) -> None:
    case = here(returning(anna, mia), mia)
    with pytest.raises(problem):
        looked_at(case, mia, found)


def test_every_line_is_looked_at(anna: Any, mia: Any) -> None:
    case = here(withdrawn(anna, make_order(anna, (1, 1), shop_status="delivered")), mia)
    with pytest.raises(NotLookedAt):
        inspect(
            case, by=mia, version=case.version, now=LATER, findings=findings(case, *[("accepted", "", "")] * 2)[:1]
        )


# --- Paying ---------------------------------------------------------------------------------------


def test_delivery_goes_back_with_the_whole_order_up_to_the_standard_one(anna: Any, mia: Any) -> None:
    order = make_order(
        anna, (2,), shipping_total=Decimal("19.99"), standard_shipping_total=Decimal("12.99"),
        total=Decimal("119.97"), shop_status="delivered",
    )  # fmt: skip
    part = here(withdrawn(anna, order, {0: 1}), mia)
    assert due(part).total == Decimal("49.99")
    pay_back(part, by=mia, version=part.version, now=LATER, amount=Decimal("49.99"))
    rest = here(withdrawn(anna, order, {0: 1}), mia)
    known = due(rest)
    assert (known.total, known.delivery) == (Decimal("62.98"), Decimal("12.99"))


def test_never_more_than_was_paid(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    for amount, problem in (("50.00", TooMuch), ("-1", NoAmount), ("NaN", NoAmount), ("1.001", NoAmount)):
        with pytest.raises(problem):
            pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal(amount), why="Kindness")
    assert not CaseRefund.objects.exists()


def test_what_went_back_before_is_not_paid_again(anna: Any, mia: Any) -> None:
    order = make_order(anna, (2,), shop_status="delivered")
    told_by_shop(order, "60.00", at=NOW - timedelta(days=1))
    case = here(withdrawn(anna, order), mia)
    assert (due(case).most, due(case).total) == (Decimal("39.98"), Decimal("39.98"))
    with pytest.raises(TooMuch):
        pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("99.98"), why="All of it")


def test_two_agents_pay_once(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("49.99"))
    with pytest.raises(SomeoneWasFaster):
        pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("49.99"))
    assert CaseRefund.objects.count() == 1


def test_another_amount_carries_its_reason(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    case = pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("40"), why="As agreed on the phone.")
    row = case.refunds.get()
    assert (row.amount, row.proposed, row.why) == (Decimal(40), Decimal("49.99"), "As agreed on the phone.")
    assert case.events.get(verb="refund").data["proposed"] == "49.9900"


# --- The shop tells of it -------------------------------------------------------------------------


def test_the_shops_refund_ends_the_case_that_waits_for_it(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    assert case.order is not None
    refund = told_by_shop(case.order, "49.99")
    row = match(refund, LATER)
    case.refresh_from_db()
    assert row is not None
    assert (case.status, case.refunded_amount, row.source) == ("refunded", Decimal("49.99"), "shop")
    assert match(refund, LATER) == row
    assert CaseRefund.objects.count() == 1


def test_the_agents_refund_and_the_shops_word_are_one(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    case = pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("49.99"))
    assert case.order is not None
    refund = told_by_shop(case.order, "49.99", at=LATER + timedelta(days=1))
    match(refund, LATER)
    assert case.refunds.get().order_refund == refund
    assert case.events.filter(verb="refund").count() == 1


def test_the_shops_word_and_then_the_agents_refund_are_one(anna: Any, mia: Any) -> None:
    """The return was not received yet, so the shop's word alone could not end it."""
    case = returning(anna, mia)
    assert case.order is not None
    refund = told_by_shop(case.order, "49.99", at=NOW + timedelta(hours=2))
    assert match(refund, LATER) is None
    case = here(case, mia)
    case = pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("49.99"))
    assert case.refunds.get().order_refund == refund
    assert case.events.get(verb="refund").data["told_before"] is True


def test_named_pieces_decide_also_when_the_amount_differs(anna: Any, mia: Any) -> None:
    order = make_order(anna, (1, 1), shop_status="delivered")
    case = withdrawn(anna, order, {0: 1})
    assert match(told_by_shop(order, "49.99", "r1", [("1", 1)]), LATER) is None
    row = match(told_by_shop(order, "45.00", "r2", [("0", 1)]), LATER)
    assert row is not None
    assert (row.case_id, row.amount, row.proposed) == (case.pk, Decimal(45), Decimal("49.99"))


def test_a_gesture_does_not_end_a_case(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    assert case.order is not None
    assert match(told_by_shop(case.order, "10.00"), LATER) is None
    case.refresh_from_db()
    assert case.status == "received"


def test_parts_that_add_up_end_the_case(anna: Any, mia: Any) -> None:
    case = here(withdrawn(anna, make_order(anna, (2,), shop_status="delivered")), mia)
    assert case.order is not None
    assert match(told_by_shop(case.order, "60.00", "r1"), LATER) is None
    assert match(told_by_shop(case.order, "39.98", "r2"), LATER) is not None
    case.refresh_from_db()
    assert (case.status, case.refunded_amount) == ("refunded", Decimal("99.98"))
    assert case.refunds.count() == 2


def test_money_that_could_be_two_cases_is_a_persons_to_decide(anna: Any, mia: Any) -> None:
    order = make_order(anna, (1, 1), shop_status="delivered")
    withdrawn(anna, order, {0: 1})
    withdrawn(anna, order, {1: 1})
    assert match(told_by_shop(order, "49.99"), LATER) is None


def test_an_old_refund_is_no_cases_money(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    assert case.order is not None
    assert match(told_by_shop(case.order, "49.99", at=NOW - timedelta(days=3)), LATER) is None


def test_tick_finds_what_a_killed_process_left(anna: Any, mia: Any) -> None:
    case = here(returning(anna, mia), mia)
    assert case.order is not None
    told_by_shop(case.order, "49.99")
    assert match_missed_refunds(LATER) == 1
    assert match_missed_refunds(LATER) == 0


def test_a_claims_money_is_what_was_agreed(anna: Any) -> None:
    order = make_order(anna, (1,), shop_status="delivered")
    case, _is_new = actions.open_case(
        by=anna, kind=Case.Kind.COMPLAINT, order=order,
        lines=[actions.WantedLine(order.lines.get().pk, 1, "damaged")], subject="Broken", body="It broke.",
        demand="reduction", demand_amount=Decimal("15.00"), submission_key=uuid4(), language="en",
        now=NOW,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(remedy="reduction")
    case.refresh_from_db()
    assert due(case).total == 15
    Case.objects.filter(pk=case.pk).update(remedy="withdrawal")
    case.refresh_from_db()
    assert due(case).total == Decimal("49.99")


def test_an_offer_that_was_turned_down_is_no_agreed_sum(anna: Any) -> None:
    case = complaint(anna, make_order(anna, (1,), shop_status="delivered"), 0, "reduction")
    for minutes, (verdict, amount) in enumerate((("accepted", "15.00"), ("offered", "5.00"))):
        case.decisions.create(
            verdict=verdict, made_at=NOW + timedelta(minutes=minutes), language="en", remedy="reduction",
            amount=Decimal(amount),
        )  # fmt: skip
    assert due(case).total == 15


def complaint(anna: Any, order: Order, position: int, remedy: str) -> Case:
    """Accepted, as it stands before its money is paid."""
    case, _is_new = actions.open_case(
        by=anna, kind=Case.Kind.COMPLAINT, order=order,
        lines=[actions.WantedLine(order.lines.get(position=position).pk, 1, "damaged")], subject="Broken",
        body="It broke.", demand=remedy, demand_amount=Decimal("15.00") if remedy == "reduction" else None,
        submission_key=uuid4(), language="en", now=NOW,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(remedy=remedy, status="accepted")
    case.refresh_from_db()
    return case


def test_a_lower_price_leaves_the_goods_with_the_customer(anna: Any, mia: Any) -> None:
    """She may still give them back, for what she paid in the end; and the other line is no whole order."""
    order = make_order(anna, (1, 1), shop_status="delivered")
    claim = complaint(anna, order, 0, "reduction")
    pay_back(claim, by=mia, version=claim.version, now=LATER, amount=Decimal("15.00"))
    other = here(withdrawn(anna, order, {1: 1}), mia)
    assert due(other).total == Decimal("49.99")
    pay_back(other, by=mia, version=other.version, now=LATER, amount=Decimal("49.99"))
    cheaper = here(withdrawn(anna, order, {0: 1}), mia)
    assert due(cheaper).total == Decimal("34.99")


def test_a_price_that_was_paid_back_whole_is_not_paid_again(anna: Any, mia: Any) -> None:
    order = make_order(anna, (1, 1), shop_status="delivered")
    claim = complaint(anna, order, 0, "withdrawal")
    pay_back(claim, by=mia, version=claim.version, now=LATER, amount=Decimal("49.99"))
    assert due(withdrawn(anna, order, {0: 1})).total == 0


def test_a_refund_that_fits_nowhere_keeps_no_other_from_its_case(anna: Any, mia: Any) -> None:
    """An agent wrote down another sum than the shop paid: what comes next is more than was left."""
    order = make_order(anna, (1, 1), shop_status="delivered")
    wrong = withdrawn(anna, order, {0: 1})
    pay_back(wrong, by=mia, version=wrong.version, now=LATER, amount=Decimal("60.00"), why="A slip of the finger")
    withdrawn(anna, order, {1: 1})
    told_by_shop(order, "49.99", lines=[("1", 1)])
    fine = here(returning(anna, mia), mia)
    assert fine.order is not None
    told_by_shop(fine.order, "49.99")
    assert match_missed_refunds(LATER) == 1
    fine.refresh_from_db()
    assert fine.status == "refunded"


def test_a_case_about_two_orders_is_paid_for_both(anna: Any, mia: Any) -> None:
    first, second = (make_order(anna, (1, 1), shop_status="delivered") for _number in range(2))
    case, _is_new = actions.open_case(
        by=anna, kind=Case.Kind.RETURN, order=first, more_orders=[second],
        lines=[actions.WantedLine(line.pk, 1) for order in (first, second) for line in order.lines.all()],
        subject="Return", body="", submission_key=uuid4(), language="en", now=NOW,
    )  # fmt: skip
    case = actions.approve(case, by=mia, version=case.version, now=NOW)
    case = here(case, mia)
    known = proposal(case, first)
    assert (known.total, known.most, len(known.lines)) == (Decimal("199.96"), Decimal("199.96"), 4)
    case = pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("199.96"))
    assert case.refunded_amount == Decimal("199.96")


def test_what_a_case_about_two_orders_paid_counts_for_each_of_them(anna: Any, mia: Any) -> None:
    first, second = (make_order(anna, (2,), shop_status="delivered") for _number in range(2))
    case, _is_new = actions.open_case(
        by=anna, kind=Case.Kind.RETURN, order=first, more_orders=[second],
        lines=[actions.WantedLine(order.lines.get().pk, 1) for order in (first, second)],
        subject="Return", body="", submission_key=uuid4(), language="en", now=NOW,
    )  # fmt: skip
    case = here(actions.approve(case, by=mia, version=case.version, now=NOW), mia)
    pay_back(case, by=mia, version=case.version, now=LATER, amount=Decimal("90.00"), why="As agreed")
    for order in (first, second):
        rest = here(withdrawn(anna, order, {0: 1}), mia)
        known = proposal(rest, order)
        assert (known.paid_before, known.most) == (Decimal("45.00"), Decimal("54.98"))
        assert known.total == Decimal("54.98")


def test_the_shop_says_itself_which_of_two_equal_cases_it_paid(anna: Any, mia: Any) -> None:
    order = make_order(anna, (1, 1), shop_status="delivered")
    first, second = withdrawn(anna, order, {0: 1}), withdrawn(anna, order, {1: 1})
    pay_back(first, by=mia, version=first.version, now=LATER, amount=Decimal("49.99"))
    paid = pay_named(second, told_by_shop(order, "49.99"), LATER)
    assert (paid.status, paid.refunds.get().source) == ("refunded", "shop")
    assert first.refunds.get().order_refund is None
