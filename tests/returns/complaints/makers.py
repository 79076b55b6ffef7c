"""Complaints of Anna's, as the guided start opens them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from orders.models import Order
from returns.actions import WantedLine, open_case
from returns.complaints import notice
from returns.models import Case, Deadline
from tests.returns.makers import NOW, make_order

WARSAW_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # Mon; day 14 is Mon 7 Dec 2026


def make_claim(
    customer: Any,
    kind: str = "complaint",
    demand: str = "repair",
    *,
    now: datetime = NOW,
    order: Order | None = None,
    amount: Decimal | None = None,
    language: str = "en",
    quantities: Sequence[int] = (1,),
    **order_fields: Any,
) -> Case:
    order = order or make_order(customer, tuple(quantities), **{"shipping_address": {"country": "PL"}, **order_fields})
    case, _is_new = open_case(
        by=customer,
        kind=kind,
        order=order,
        lines=[WantedLine(line.pk, line.quantity) for line in order.lines.all()],
        subject="The mug leaks",
        body="It drips since the first day.",
        demand=demand if kind == "complaint" else "",
        demand_amount=amount,
        submission_key=uuid4(),
        language=language,
        now=now,
        facts={"notice": notice(language).as_dict()} if kind == "complaint" else {},
    )
    return case


def clock(case: Case) -> Deadline:
    return case.deadlines.get(name=Deadline.Name.COMPLAINT_ANSWER)


ARBITER = "Inspekcja Handlowa\nplac Powstańców 1, Warszawa"
