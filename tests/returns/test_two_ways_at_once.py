"""The same pieces, the same money, the same case, from two sides at the same moment: each counts once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from returns import actions
from returns.actions import take_step
from returns.actions.step import Step, keep
from returns.complaints import actions as complaints
from returns.errors import NotAllowed, NothingLeft, SomeoneWasFaster
from returns.logistics import matching, refunding
from returns.models import Case, CaseLine, CaseRefund, Decision, LawSettings, ReturnSettings
from returns.rules import Role
from returns.withdrawing.matching import match as match_withdrawal
from returns.withdrawing.signals import withdrawal_submitted
from tests.returns.complaints.makers import clock, make_claim
from tests.returns.makers import NOW, make_order, make_return
from tests.returns.racing import alone, database_for_threads, together
from tests.returns.test_goods_are_checked_and_paid import here, told_by_shop
from tests.returns.withdrawing.makers import declare_for

CLIENTS = 8
LATER = NOW + timedelta(hours=5)
PRICE = Decimal("49.99")


@pytest.fixture
def race(transactional_db: None, tmp_path: Path) -> Any:
    # Whoever reads them first makes these rows, and what the help centre says of them; any page has by then.
    ReturnSettings.load()
    LawSettings.load()
    return lambda: database_for_threads(tmp_path)


@pytest.fixture
def unmatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job runs by itself: the threads do its work."""
    monkeypatch.setattr(withdrawal_submitted, "receivers", [])


@pytest.mark.parametrize("bought", [1, 3])
def test_statements_and_returns_never_set_aside_more_than_was_bought(
    race: Any, anna: Any, unmatched: None, bought: int
) -> None:
    """A statement always becomes a case: one that came too late waits there for a person, without pieces."""
    order = make_order(anna, (bought,))
    said = [declare_for(order, anna, {0: 1}, name=f"Anna {number}") for number in range(CLIENTS // 2)]
    with race():
        results = together(
            CLIENTS,
            lambda number: make_return(anna, order) if number % 2 else match_withdrawal(said[number // 2].pk, NOW),
        )
        assert sum(isinstance(result, NothingLeft) for result in results) + bought >= CLIENTS // 2
        held = CaseLine.objects.exclude(case__status__in=["cancelled", "declined", "closed"])
        assert alone(lambda: held.aggregate(sum=Sum("quantity"))["sum"]) == bought
        assert alone(lambda: order.lines.get().returned_quantity) == bought
        assert alone(Case.objects.filter(kind="withdrawal").count) == len(said)


def test_a_statement_that_eight_workers_match_becomes_one_case(race: Any, anna: Any, unmatched: None) -> None:
    order = make_order(anna, (2,))
    said = declare_for(order, anna)
    with race():
        results = together(CLIENTS, lambda _number: match_withdrawal(said.pk, NOW))
        assert sum(isinstance(result, Case) for result in results) == 1
        assert results.count(None) == CLIENTS - 1
        assert alone(lambda: order.lines.get().returned_quantity) == 2


def owed(anna: Any, mia: Any) -> tuple[Case, Any]:
    """Goods are here, the money is due; and the shop tells that it paid."""
    case = make_return(anna, make_order(anna, (2,)))
    case = here(actions.approve(case, by=mia, version=case.version, now=NOW), mia)
    return case, told_by_shop(case.order, str(PRICE))


def both_pay(case: Case, refund: Any, mia: Any) -> list[Any]:
    steps = (
        lambda: refunding.pay_back(case, by=mia, version=case.version, now=LATER, amount=PRICE),
        lambda: matching.match(refund, LATER),
    )
    return together(2, lambda number: steps[number]())


def test_the_agents_refund_and_the_shops_at_the_same_moment_are_one(race: Any, anna: Any, mia: Any) -> None:
    case, refund = owed(anna, mia)
    with race():
        agents, _shops = both_pay(case, refund, mia)
        assert isinstance(agents, Case | SomeoneWasFaster | NotAllowed), agents
        alone(lambda: matching.match(refund, LATER))
        assert alone(lambda: list(CaseRefund.objects.values_list("amount", "order_refund"))) == [(PRICE, refund.pk)]
        assert alone(lambda: Case.objects.get().refunded_amount) == PRICE
        assert alone(case.events.filter(verb="refund").count) == 1


@contextmanager
def without_a_lock(case: Case, by: Any, version: int | None, now: datetime) -> Iterator[Step]:
    """What the lock replaces: the case is read, and what follows is written later."""
    step = Step(Case.objects.get(pk=case.pk), Role.AGENT if by else Role.SYSTEM, by, now)
    time.sleep(0.2)
    yield step
    keep(step.case, now, step.role)


def test_without_the_lock_it_is_paid_twice(race: Any, anna: Any, mia: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (refunding, matching):
        monkeypatch.setattr(module, "locked", without_a_lock)
        monkeypatch.setattr(module, "lock_order", lambda case: case.order)
    monkeypatch.setattr(refunding, "same_money_told", lambda *_known: None)
    case, refund = owed(anna, mia)
    with race():
        both_pay(case, refund, mia)
        assert alone(CaseRefund.objects.count) == 2


def test_the_agents_yes_and_the_laws_at_the_same_moment_are_one(race: Any, anna: Any, mia: Any) -> None:
    """Both say yes: the agent in the last second of the day, the guard in the first of the next."""
    case = make_claim(anna)
    over = clock(case).legal_at
    assert over
    steps = (
        lambda: complaints.accept(case, by=mia, version=1, now=over - timedelta(seconds=1)),
        lambda: complaints.accept_by_law(case, now=over + timedelta(minutes=1)),
    )
    with race():
        agents, _laws = together(2, lambda number: steps[number]())
        assert isinstance(agents, Case | SomeoneWasFaster), agents
        (verdict,) = alone(lambda: list(Decision.objects.values_list("verdict", flat=True)))
        assert verdict == ("accepted" if isinstance(agents, Case) else "by_law")
        assert alone(lambda: Case.objects.get().status) == "accepted"


def test_she_takes_her_complaint_back_while_it_is_answered(race: Any, anna: Any, mia: Any) -> None:
    case = make_claim(anna)
    steps = (
        lambda: complaints.accept(case, by=mia, version=1, now=NOW),
        lambda: take_step(case, "cancel", by=anna, version=1, now=NOW),
    )
    with race():
        results = together(2, lambda number: steps[number]())
        assert sum(isinstance(result, SomeoneWasFaster | NotAllowed) for result in results) == 1
        answers = alone(Decision.objects.count)
        assert (alone(lambda: Case.objects.get().status), answers) in [("accepted", 1), ("cancelled", 0)]
