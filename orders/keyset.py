"""Pages of a long list: a place in it, and what lies before and after that place in one walk down an index."""

from datetime import UTC, datetime, timedelta

from django.db.models import BigIntegerField, BooleanField, DateTimeField, F, Field, Func, Value

from orders.models import Order

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEWEST_FIRST, OLDEST_FIRST = ("-placed_at", "-id"), ("placed_at", "id")

Place = tuple[datetime, int]


class Row(Func):
    """(a, b)"""

    template = "(%(expressions)s)"
    output_field = Field()


class Older(Func):
    """(a, b) < (c, d): one walk down the index; the same written with OR takes SQLite 50 times as long."""

    template = "%(expressions)s"
    arg_joiner = " < "
    output_field = BooleanField()


class Newer(Older):
    arg_joiner = " > "


def beyond(side: type[Older], place: Place) -> Older:
    placed_at, pk = place
    there = Row(Value(placed_at, output_field=DateTimeField()), Value(pk, output_field=BigIntegerField()))
    return side(Row(F("placed_at"), F("id")), there)


def write_place(order: Order) -> str:
    return f"{(order.placed_at - EPOCH) // timedelta(microseconds=1)}-{order.pk}"


def read_place(text: str) -> Place | None:
    """None for what write_place never wrote."""
    moment, _dash, pk = text.partition("-")
    if not (moment.isascii() and moment.isdigit() and pk.isascii() and pk.isdigit() and len(text) < 40):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(moment)), min(int(pk), 2**63 - 1)
    except OverflowError:
        return None
