"""A parcel as its page tells it. The clock is a parameter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from orders.models import Order, Shipment, ShipmentLine, TrackingEvent
from orders.tracking.late import expected_day
from orders.tracking.places import map_url
from orders.tracking.polling import FINAL, SOON
from orders.tracking.reasons import REASONS
from orders.tracking.words import CAN_BE_COLLECTED, STAGES, words

S = Shipment.Status

NEWEST = 3
# How long after it became late the customer is asked to write to us.
GRACE = timedelta(days=2)
TROUBLE = frozenset({S.ATTEMPT_FAILED, S.EXCEPTION, S.DELAYED, S.RETURNING, S.RETURNED})
NOT_COMING = frozenset({*FINAL, S.RETURNING})
SECONDS_SOON, SECONDS_LATER = 60, 180


@dataclass(frozen=True, slots=True)
class Stage:
    title: str
    state: str  # done, current, problem or next


@dataclass(frozen=True, slots=True)
class Late:
    """`day`: when it should have been there; else `silent_since`: the last news. Then when to write to us."""

    day: date | None
    silent_since: datetime | None
    write_from: date
    write_now: bool


@dataclass(frozen=True, slots=True)
class ParcelStory:
    headline: str
    text: str
    reason: str
    stages: list[Stage]
    late: Late | None
    expected: date | None
    promised_from: date | None
    promised_to: date | None
    newest: list[TrackingEvent]
    older: list[TrackingEvent]
    contents: list[ShipmentLine]
    can_be_collected: bool
    map_url: str
    code: str


def story(parcel: Shipment, order: Order, now: datetime, *, is_owner: bool, is_one_of_many: bool) -> ParcelStory:
    """Reads the parcel's events and lines, which are prefetched. The pick-up code is its owner's alone."""
    events = list(parcel.events.all())
    headline, text = words(parcel)
    is_return = parcel.direction == Shipment.Direction.RETURN
    can_be_collected = parcel.status in CAN_BE_COLLECTED and not is_return
    is_coming = not (parcel.status in NOT_COMING or can_be_collected or is_return)
    reason = next((event.reason for event in events if event.status == parcel.status), "")
    return ParcelStory(
        headline=headline,
        text=text,
        reason=str(REASONS[reason]) if parcel.status in TROUBLE and reason in REASONS else "",
        stages=[] if is_return else stages(parcel),
        late=late_notice(parcel, order, now, events),
        expected=parcel.estimated_date if is_coming else None,
        promised_from=parcel.promised_from if is_coming else None,
        promised_to=parcel.promised_to if is_coming else None,
        newest=events[:NEWEST],
        older=events[NEWEST:],
        contents=_contents(parcel, always=is_one_of_many or is_return),
        can_be_collected=can_be_collected,
        map_url=map_url(parcel.pickup_point),
        code=parcel.pickup_code if is_owner and can_be_collected else "",
    )


def stages(parcel: Shipment) -> list[Stage]:
    """The way in five stages, up to where it is; none for a parcel that has no way, or goes back."""
    reached = next((index for index, (_home, _point, of) in enumerate(STAGES) if parcel.status in of), None)
    if reached is None:
        return []
    to_a_point = bool(parcel.pickup_point) or parcel.status in CAN_BE_COLLECTED
    now = "problem" if parcel.status in TROUBLE else "done" if parcel.status == S.DELIVERED else "current"
    states = ["done"] * reached + [now] + ["next"] * (len(STAGES) - reached - 1)
    return [
        Stage(str(at_point if to_a_point else at_home), state)
        for (at_home, at_point, _of), state in zip(STAGES, states, strict=True)
    ]


def late_notice(parcel: Shipment, order: Order, now: datetime, events: list[TrackingEvent]) -> Late | None:
    """What we say before the customer asks; `events` newest first."""
    over = (Order.Status.CANCELLED, Order.Status.REFUNDED)
    if parcel.late_at is None or parcel.late_at > now or order.status in over:
        return None
    is_promise = parcel.late_why == Shipment.Late.PROMISE
    write_from = timezone.localdate(parcel.late_at + GRACE)
    return Late(
        day=expected_day(parcel) if is_promise else None,
        silent_since=events[0].occurred_at if events and not is_promise else None,
        write_from=write_from,
        write_now=write_from <= timezone.localdate(now),
    )


def _contents(parcel: Shipment, *, always: bool) -> list[ShipmentLine]:
    """What is inside, where that is worth saying: one of several parcels, or only a part of a line."""
    inside = list(parcel.lines.all())
    is_part = any(item.quantity < item.order_line.quantity for item in inside)
    return inside if always or is_part else []


def seconds_to_next_look(parcels: list[Shipment]) -> int:
    """How soon the open page asks again; 0: everything is over."""
    going = [parcel for parcel in parcels if parcel.status not in FINAL]
    if not going:
        return 0
    return SECONDS_SOON if any(parcel.status in SOON for parcel in going) else SECONDS_LATER
