"""Parcels of an order and what carriers said about them."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router
from pydantic import Field, WrapValidator

from orders.actions import record_tracking_event, update_parcel
from orders.models import Shipment
from portal.api.body import or_its_problem
from portal.api.door import ShopKey, find_shipment, order_of, shipment_of
from portal.api.fields import FieldError, OwnId, Said, SourceName
from portal.api.models import ApiKey
from portal.api.once import write
from portal.api.operations.shapes import ONCE, WRITE_PROBLEMS
from portal.api.problems import Problem, invalid
from portal.api.schemas.answers import EventBatchSaved, EventResult, EventsSaved, ShipmentSaved
from portal.api.schemas.parcels import BatchEventIn, EventIn, EventsIn, ShipmentIn
from portal.api.telling import refusal

router = Router(tags=["Parcels"])
across = Router(tags=["Parcels"])
TELLER = "api"


class EventBatch(Said):
    events: list[Annotated[BatchEventIn, WrapValidator(or_its_problem)]] = Field(min_length=1, max_length=500)


@router.put(
    "/{source}/{external_id}/shipments/{shipment_id}",
    auth=ShopKey("tracking:write"),
    response={200: ShipmentSaved, 201: ShipmentSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="put_shipment",
    summary="Send a parcel",
)
@write
def put_shipment(
    request: HttpRequest, source: SourceName, external_id: OwnId, shipment_id: OwnId, shipment: ShipmentIn
) -> tuple[int, ShipmentSaved]:
    """Several parcels of an order and parts of a line are fine: one address each, with what is in it."""
    order = order_of(request, source, external_id)
    said: dict[str, Any] = {
        name: getattr(shipment, name)
        for name in ShipmentIn.model_fields
        if name not in {"lines", "pickup_point", "status", "status_at"}
    }
    lines = None if shipment.lines is None else {item.line: item.quantity for item in shipment.lines}
    point = None if shipment.pickup_point is None else shipment.pickup_point.model_dump(exclude_defaults=True)
    try:
        row, is_new = update_parcel(order, shipment_id, lines=lines, pickup_point=point, source=TELLER, **said)
    except ValueError as error:
        raise invalid([FieldError("lines" if lines else "promised_to", str(error))]) from None
    if shipment.status and shipment.status_at:
        record_tracking_event(row, occurred_at=shipment.status_at, status=shipment.status, source=TELLER)
        row.refresh_from_db(fields=["status"])
    outcome = ShipmentSaved(id=shipment_id, outcome="created" if is_new else "updated", status=row.status)
    return 201 if is_new else 200, outcome


@router.post(
    "/{source}/{external_id}/shipments/{shipment_id}/events",
    auth=ShopKey("tracking:write"),
    response={200: EventsSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="send_events",
    summary="Send news of a parcel",
)
@write
def send_events(
    request: HttpRequest, source: SourceName, external_id: OwnId, shipment_id: OwnId, news: EventsIn
) -> tuple[int, EventsSaved]:
    """In any order, as often as you like: each is kept once, and late news never takes a parcel backwards."""
    shipment = shipment_of(request, source, external_id, shipment_id)
    new = sum(_record(shipment, event) for event in news.events)
    return 200, EventsSaved(recorded=new, known=len(news.events) - new)


@across.post(
    "/batch",
    auth=ShopKey("tracking:write"),
    response={200: EventBatchSaved, 207: EventBatchSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="send_event_batch",
    summary="Send news of up to 500 parcels",
)
@write
def send_event_batch(request: HttpRequest, batch: EventBatch) -> tuple[int, EventBatchSaved]:
    """Each piece of news is taken or refused by itself; 207 when some were refused, with the reason beside each."""
    key = vars(request)["auth"]
    results = [_record_one(key, event) for event in batch.events]
    counts = {name: sum(each.outcome == name for each in results) for name in ("recorded", "known", "failed")}
    return 207 if counts["failed"] else 200, EventBatchSaved(results=results, **counts)


def _record_one(key: ApiKey, event: BatchEventIn | Problem) -> EventResult:
    if isinstance(event, Problem):
        return EventResult(order="", shipment="", outcome="failed", problem=refusal(event))
    try:
        with transaction.atomic():
            is_new = _record(find_shipment(key, event.order, event.shipment), event)
    except Problem as problem:
        return EventResult(order=event.order, shipment=event.shipment, outcome="failed", problem=refusal(problem))
    return EventResult(order=event.order, shipment=event.shipment, outcome="recorded" if is_new else "known")


def _record(shipment: Shipment, event: EventIn) -> bool:
    _event, is_new = record_tracking_event(
        shipment,
        occurred_at=event.occurred_at,
        status=event.status,
        carrier_code=event.code,
        text=event.text,
        location=event.location,
        source=TELLER,
    )
    return is_new
