"""What the API lists: whatever changed, oldest change first, each page one walk down an index."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, BooleanField, DateTimeField, F, Field, Func, Prefetch, QuerySet, Value

from orders.models import Invoice, Order, OrderLine, Shipment
from portal.api.fields import FieldError
from portal.api.models import ApiKey
from portal.api.problems import invalid
from returns.models import Case, CaseLine, Deadline

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A change is written before it is committed: what a slow transaction commits late is asked for once more.
OVERLAP = timedelta(seconds=60)
# Kinds of case after which a parcel that has not left should stay.
STOPS_DISPATCH = ("withdrawal",)


class Row(Func):
    template = "(%(expressions)s)"
    output_field = Field()


class After(Func):
    """(a, b) > (c, d)"""

    template = "%(expressions)s"
    arg_joiner = " > "
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Found:
    rows: list[Any]
    next: str | None
    synced_until: datetime


def changed_orders(key: ApiKey, since: datetime | None, cursor: str, limit: int, now: datetime) -> Found:
    return _page(whole(Order.objects.filter(source=key.source)), since, cursor, limit, now)


def changed_cases(key: ApiKey, since: datetime | None, cursor: str, limit: int, now: datetime) -> Found:
    """Cases about the shop's orders; a question about no order is no shop's."""
    return _page(_cases(key), since, cursor, limit, now)


def changed_cases_without_order(since: datetime | None, cursor: str, limit: int, now: datetime) -> Found:
    """Questions and the like that are no shop's: for keys that may read them expressly."""
    return _page(_with_parts(Case.objects.filter(order=None)), since, cursor, limit, now)


def one_case(key: ApiKey, reference: str) -> Case | None:
    return _cases(key).filter(reference=reference).first()


def changed_withdrawals(key: ApiKey, since: datetime | None, cursor: str, limit: int, now: datetime) -> Found:
    return _page(_cases(key).filter(kind__in=STOPS_DISPATCH), since, cursor, limit, now)


def whole(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With all that an answer tells, in as many queries for a hundred orders as for one."""
    lines = OrderLine.objects.only("external_id")
    return orders.defer("payload", "source_amounts", "said_at").prefetch_related(
        "lines",
        "refunds",
        Prefetch("shipments", Shipment.objects.prefetch_related("lines", Prefetch("lines__order_line", lines))),
        Prefetch("invoices", Invoice.objects.defer("snapshot")),
    )


def _cases(key: ApiKey) -> QuerySet[Case]:
    return _with_parts(Case.objects.filter(order__source=key.source))


def _with_parts(cases: QuerySet[Case]) -> QuerySet[Case]:
    lines = CaseLine.objects.select_related("order_line").order_by("id")
    further = Order.objects.only("external_id", "source").order_by("pk")
    return (
        cases.select_related("order")
        .defer("order__payload", "order__billing_address", "order__shipping_address")
        .prefetch_related(
            Prefetch("lines", lines),
            Prefetch("more_orders", further),
            Prefetch("deadlines", Deadline.objects.order_by("due_at", "pk")),
        )
    )


def _page(rows: QuerySet[Any], since: datetime | None, cursor: str, limit: int, now: datetime) -> Found:
    rows = rows.order_by("updated_at", "id")
    if cursor:
        at, pk = _read(cursor)
        place = Row(Value(at, output_field=DateTimeField()), Value(pk, output_field=BigIntegerField()))
        rows = rows.filter(After(Row(F("updated_at"), F("id")), place))
    elif since:
        rows = rows.filter(updated_at__gte=since)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    return Found(shown, _cursor(shown[-1]) if len(found) > limit else None, now - OVERLAP)


def _cursor(row: Any) -> str:
    text = f"{(row.updated_at - EPOCH) // timedelta(microseconds=1)}-{row.pk}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        moment, dash, pk = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition("-")
        if not (dash and moment.isdigit() and pk.isdigit() and len(pk) < 19):
            raise ValueError
        return EPOCH + timedelta(microseconds=int(moment)), int(pk)
    except (ValueError, OverflowError, NotBase64):
        message = "This is no cursor of ours. Give the next of an earlier page, or leave it out."
        raise invalid([FieldError("cursor", message)]) from None
