"""Orders in, one or 500 at a time; orders out."""

from typing import Annotated, Any

from django.db import DataError, transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, WrapValidator

from orders.actions import Outcome, delete_order, save_order
from orders.models import Order
from portal.api.body import or_its_problem, sent
from portal.api.canonical import canonical_order
from portal.api.door import MEGABYTE, ShopKey, shop_of
from portal.api.fields import OwnId, Said, SourceName
from portal.api.once import write
from portal.api.operations.shapes import ONCE, READ_PROBLEMS, WRITE_PROBLEMS, Deletion, Since
from portal.api.problems import Problem, not_found
from portal.api.queries import changed_orders, whole
from portal.api.schemas.answers import BatchResult, BatchSaved, Deleted, OrderOut, OrderPage, Saved
from portal.api.schemas.orders import BatchOrderIn, OrderIn
from portal.api.telling import order_url, refusal, told_order

router = Router(tags=["Orders"])
BATCH_LIMIT = 8 * MEGABYTE


class Batch(Said):
    orders: list[Annotated[BatchOrderIn, WrapValidator(or_its_problem)]] = Field(min_length=1, max_length=500)


@router.put(
    "/{source}/{external_id}",
    auth=ShopKey("orders:write"),
    response={200: Saved, 201: Saved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="put_order",
    summary="Send an order",
)
@write
def put_order(request: HttpRequest, source: SourceName, external_id: OwnId, order: OrderIn) -> tuple[int, Saved]:
    """Creates the order or brings it up to date. Send all of it each time: what you leave out is not there."""
    key = shop_of(request, source)
    row, outcome = save_order(canonical_order(key.source, external_id, order, sent(request)))
    return 201 if outcome is Outcome.CREATED else 200, Saved(id=external_id, outcome=outcome.value, url=order_url(row))


@router.post(
    "/batch",
    auth=ShopKey("orders:write", largest=BATCH_LIMIT),
    response={200: BatchSaved, 207: BatchSaved, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="send_orders",
    summary="Send up to 500 orders",
)
@write
def send_orders(request: HttpRequest, batch: Batch) -> tuple[int, BatchSaved]:
    """Each order is taken or refused by itself; 207 when some were refused, with the reason beside each.

    The orders belong to the key's source. A body may have 8 MB.
    """
    key = vars(request)["auth"]
    results = [
        _save_one(key.source, said, payload)
        for said, payload in zip(batch.orders, sent(request)["orders"], strict=True)
    ]
    failed = sum(result.outcome == "failed" for result in results)
    return 207 if failed else 200, BatchSaved(results=results, saved=len(results) - failed, failed=failed)


def _save_one(source: str, said: BatchOrderIn | Problem, payload: Any) -> BatchResult:
    if isinstance(said, Problem):
        name = payload.get("id") if isinstance(payload, dict) else None
        return BatchResult(id=name if isinstance(name, str) else "", outcome="failed", problem=refusal(said))
    try:
        with transaction.atomic():
            _row, outcome = save_order(canonical_order(source, said.id, said, payload))
    except DataError:
        problem = Problem("invalid-data", "A value does not fit where it is kept.")
        return BatchResult(id=said.id, outcome="failed", problem=refusal(problem))
    return BatchResult(id=said.id, outcome=outcome.value)


@router.delete(
    "/{source}/{external_id}",
    auth=ShopKey("orders:write"),
    response={200: Deleted, **WRITE_PROBLEMS},
    openapi_extra=ONCE,
    operation_id="delete_order",
    summary="Say that an order was deleted",
)
@write
def remove_order(
    request: HttpRequest, source: SourceName, external_id: OwnId, when: Query[Deletion]
) -> tuple[int, Deleted]:
    """Marks it: what was sent or invoiced stays readable. An order that comes later counts as deleted too."""
    key = shop_of(request, source)
    order = delete_order(key.source, external_id, deleted_at=when.deleted_at or timezone.now())
    stays = order is not None and order.deleted_at is None
    return 200, Deleted(id=external_id, outcome="older" if stays else "deleted")


@router.get(
    "",
    auth=ShopKey("orders:read"),
    response={200: OrderPage, **READ_PROBLEMS},
    operation_id="list_orders",
    summary="List orders that changed",
)
def list_orders(request: HttpRequest, since: Query[Since]) -> OrderPage:
    """The key's own shop, oldest change first."""
    key = vars(request)["auth"]
    found = changed_orders(key, since.updated_since, since.cursor, since.limit, timezone.now())
    return OrderPage(
        items=[told_order(order) for order in found.rows], next=found.next, synced_until=found.synced_until
    )


@router.get(
    "/{source}/{external_id}",
    auth=ShopKey("orders:read"),
    response={200: OrderOut, **READ_PROBLEMS},
    operation_id="get_order",
    summary="Read an order",
)
def get_order(request: HttpRequest, source: SourceName, external_id: OwnId) -> OrderOut:
    """With its lines, parcels, refunds and invoices."""
    key = shop_of(request, source)
    order = whole(Order.objects.filter(source=key.source, external_id=external_id)).first()
    if order is None:
        raise not_found()
    return told_order(order)
