"""Whatever anybody tries in whatever order: only steps of the table, never a piece too many, clocks that agree."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from orders.models import Order
from returns import actions, rules
from returns.errors import NotAllowed, NothingLeft, NotReturnable, TooMuchMoney
from returns.invariants import deadlines_agree, refunds_stay_within_the_order, returned_pieces_are_in_cases
from returns.models import Case, Deadline, DemandIsLocked, HistoryIsKept
from returns.rules import Role
from tests.returns.makers import NOW, make_case, make_order, make_return

pytestmark = pytest.mark.django_db
VERBS = sorted({verb for table in rules.STEPS.values() for steps in table.values() for verb in steps})
KINDS = sorted(rules.STEPS)
WRITTEN_BY_A_ROOM = {"decision": 0}
LATER = NOW + timedelta(hours=1)


class Desk(RuleBasedStateMachine):
    """Two orders, two people and the system; a step is tried by anybody at any time."""

    people: dict[Role, Any]
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.orders = [make_order(self.people[Role.CUSTOMER], (2, 1)) for _number in range(2)]
        self.hours = count(1)

    def now(self) -> datetime:
        return NOW + timedelta(hours=7 * next(self.hours))

    @rule(target=cases, kind=st.sampled_from(KINDS), of=st.integers(0, 1), both=st.booleans())
    def open_case(self, kind: str, of: int, both: bool) -> int:
        more = [self.orders[1 - of]] if both else []
        try:
            opened = make_case(self.people[Role.CUSTOMER], kind, self.now(), order=self.orders[of], more_orders=more)
        except (NothingLeft, NotReturnable):
            assert kind in rules.RESERVES
            return 0
        return opened.pk

    @rule(
        pk=cases,
        verb=st.sampled_from(VERBS),
        role=st.sampled_from(list(Role)),
        amount=st.sampled_from([None, Decimal("49.99"), Decimal("120")]),
    )
    def try_a_step(self, pk: int, verb: str, role: Role, amount: Decimal | None) -> None:
        case = Case.objects.filter(pk=pk).first()
        if case is None:
            return
        before, seen = case.status, case.version
        target = rules.step(case.kind, before, verb, role)
        money: dict[str, Any] = {"refunded_amount": amount} if verb == "refund" and amount else {}
        may = target is not None and verb not in rules.MESSAGES
        try:
            actions.take_step(case, verb, by=self.people[role], now=self.now(), data=WRITTEN_BY_A_ROOM, **money)
            took = True
        except TooMuchMoney:
            took = may = False
        except NotAllowed:
            took = False
        assert took == may
        case.refresh_from_db()
        assert (case.status, case.version) == ((target, seen + 1) if took else (before, seen))

    @rule(pk=cases, role=st.sampled_from([Role.CUSTOMER, Role.AGENT]))
    def write(self, pk: int, role: Role) -> None:
        if case := Case.objects.filter(pk=pk).first():
            before = case.status
            actions.post_message(case, by=self.people[role], body="Hello", now=self.now())
            case.refresh_from_db()
            verb = "answer" if role is Role.CUSTOMER else "ask"
            assert case.status == (rules.step(case.kind, before, verb, role) or before)

    @rule(pk=consumes(cases))
    def forget(self, pk: int) -> None:
        """Nobody touches this one again."""

    @invariant()
    def the_books_agree(self) -> None:
        now = self.now()
        for case in Case.objects.filter(order__in=self.orders):
            assert case.status in rules.STEPS[case.kind]
            assert case.closed_at is None or case.status in rules.FINAL
        for order in self.orders:
            for line in order.lines.all():
                assert 0 <= line.returned_quantity <= line.quantity
        assert [*returned_pieces_are_in_cases(now), *refunds_stay_within_the_order(now)] == []
        Deadline.objects.running().filter(due_at__lt=now, breached_at=None).update(breached_at=now)
        assert list(deadlines_agree(now)) == []


def test_nobody_gets_around_the_table(anna: Any, mia: Any) -> None:
    class Here(Desk):
        people = {Role.CUSTOMER: anna, Role.AGENT: mia, Role.SYSTEM: None}  # noqa: RUF012

    budget = settings(
        max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Here, settings=budget)


def test_every_status_is_reached_and_every_way_ends() -> None:
    """Nothing in the table is out of reach, and no status that goes on has no way to an end."""
    for table in rules.STEPS.values():
        reached, todo = set(), ["open"]
        while todo:
            status = todo.pop()
            if status not in reached:
                reached.add(status)
                todo += [step.target for step in table[status].values()]
        assert reached == set(table)
        for status in set(table) - rules.FINAL:
            assert table[status]


def test_only_the_system_accepts_by_law_and_only_the_customer_takes_back() -> None:
    for table in rules.STEPS.values():
        for steps in table.values():
            for verb, step in steps.items():
                if verb == "accept_by_law":
                    assert step.who == {Role.SYSTEM}
                if verb in {"cancel", "arrived", "turn_down"}:
                    assert step.who == {Role.CUSTOMER}
                if verb == "decline":
                    assert step.who == {Role.AGENT}


def test_a_complaint_cannot_be_closed_without_an_answer() -> None:
    assert not any("close" in steps for steps in rules.STEPS["complaint"].values())


def test_a_step_cannot_smuggle_in_what_it_may_not_touch(anna: Any, mia: Any) -> None:
    case = make_case(anna, "complaint", demand="repair")
    for field in ({"demand": "reduction"}, {"status": "refunded"}, {"customer": mia}, {"nonsense": 1}):
        with pytest.raises(TypeError):
            actions.take_step(case, "decline", by=mia, now=LATER, **field)


def test_what_a_claim_asks_for_is_fixed_when_it_is_sent(anna: Any) -> None:
    case = Case.objects.get(pk=make_case(anna, "complaint", demand="reduction", demand_amount=Decimal("10")).pk)
    case.demand_amount = Decimal("5")
    with pytest.raises(DemandIsLocked):
        case.save()
    case.refresh_from_db()
    case.demand = "repair"
    with pytest.raises(DemandIsLocked):
        case.save()
    partly = Case.objects.only("reference").get(pk=case.pk)
    assert partly.demand == "reduction"
    partly.save()


def test_a_case_is_never_deleted_with_its_history(anna: Any) -> None:
    order = make_order(anna)
    case = make_return(anna, order)
    for change in (case.delete, Case.objects.all().delete, order.cases.all().delete):
        with pytest.raises(HistoryIsKept):
            change()


def test_all_cases_of_an_order_together_pay_back_no_more_than_was_paid(anna: Any, mia: Any) -> None:
    order = make_order(anna, (2,))
    first = paid_back(make_return(anna, order), mia, Decimal("60"))
    assert first.refunded_amount == Decimal("60")
    second = actions.mark_received(make_return(anna, order), by=mia, version=1, now=LATER)
    with pytest.raises(TooMuchMoney, match="39"):
        actions.refund(second, by=mia, version=second.version, now=LATER, amount=Decimal("39.99"))
    second.refresh_from_db()
    assert (second.status, second.refunded_amount) == ("received", None)
    actions.refund(second, by=mia, version=second.version, now=LATER, amount=Decimal("39.98"))
    assert list(refunds_stay_within_the_order(LATER)) == []
    Case.objects.filter(pk=second.pk).update(refunded_amount=Decimal("40"))
    assert list(refunds_stay_within_the_order(LATER))


def paid_back(case: Case, agent: Any, amount: Decimal) -> Case:
    case = actions.mark_received(case, by=agent, version=case.version, now=LATER)
    return actions.refund(case, by=agent, version=case.version, now=LATER, amount=amount)


def test_a_complaint_sets_no_pieces_aside_and_gives_none_back(anna: Any, mia: Any) -> None:
    order = make_order(anna)
    make_return(anna, order)
    complaint = make_case(anna, "complaint", order=order, demand="repair")
    actions.cancel(complaint, by=anna, version=1, now=LATER)
    assert order.lines.get().returned_quantity == 1
    assert Order.objects.get(pk=order.pk).cases.count() == 2
