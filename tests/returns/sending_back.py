"""Cases whose goods come back, and parcels that move."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from orders.actions import record_tracking_event
from orders.models import Order, Shipment
from returns import actions
from returns.actions import WantedLine, open_case
from returns.models import Case, ReturnSettings
from tests.returns.makers import NOW, make_order, make_return

INPOST = "620000000000000000000017"
ADDRESS = "Mugs & Co.\nul. Leśna 5\n31-443 Kraków"


def returning(anna: Any, mia: Any, order: Order | None = None, **options: Any) -> Case:
    """An approved return, as the customer reads about it."""
    ReturnSettings.objects.update_or_create(pk=1, defaults={"return_address": ADDRESS})
    case = make_return(anna, order, **options)
    return actions.approve(case, by=mia, version=case.version, now=NOW + timedelta(hours=1))


def withdrawn(anna: Any, order: Order | None = None, pieces: dict[int, int] | None = None) -> Case:
    """A withdrawal that the system confirmed: of everything, or of `pieces` (position → quantity)."""
    order = order or make_order(anna, shop_status="delivered")
    lines = [
        WantedLine(line.pk, line.quantity if pieces is None else pieces[line.position], "")
        for line in order.lines.all()
        if pieces is None or line.position in pieces
    ]
    case, _is_new = open_case(
        by=anna,
        kind=Case.Kind.WITHDRAWAL,
        order=order,
        lines=lines,
        subject="Withdrawal",
        body="I withdraw.",
        submission_key=uuid4(),
        language="en",
        now=NOW,
    )
    return actions.take_step(case, "confirm", by=None, version=None, now=NOW, withdrawn_at=NOW)


def scan(shipment: Shipment, status: str, at: datetime = NOW + timedelta(days=1)) -> None:
    record_tracking_event(shipment, occurred_at=at, status=status, source="inpost")
