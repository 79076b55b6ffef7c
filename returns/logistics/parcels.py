"""The customer's own tracking number: a parcel of the order, back to the shop, linked to its case."""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from orders.actions import update_parcel
from orders.carriers import CARRIERS, carrier_key, suggest
from orders.models import Order, Shipment
from returns.access import Person
from returns.actions.step import Step, locked
from returns.errors import NotAllowed, Refused
from returns.logistics.noting import note
from returns.logistics.rules import EXPECTED, MOST_PARCELS, plain_number
from returns.models import Case, ReturnParcel, Teller
from returns.rules import Role

OTHER_CARRIER = "other"
TELLERS = {Role.CUSTOMER: Teller.CUSTOMER, Role.AGENT: Teller.AGENT, Role.SYSTEM: Teller.SHOP}


class NoNumber(Refused):
    message = _("This does not look like a tracking number. It has letters and digits and stands on your receipt.")


class WhichCarrier(Refused):
    message = _("Several carriers have numbers like this. Please choose yours.")


class NotYours(Refused):
    message = _("We cannot take this number. Please check it, or write to us below.")


class OurParcel(Refused):
    message = _("This is the number of the parcel we sent you. The one back to us stands on your receipt.")


class TooMany(Refused):
    message = _("You have told us five parcels already. Please write to us below if there is another one.")


def tell_parcel(case: Case, *, by: Person | None, number: str, carrier: str, now: datetime) -> ReturnParcel:
    """Follow a parcel that brings goods of this case back; told twice, it is kept once.

    `carrier`: a key of CARRIERS, OTHER_CARRIER, or "" to go by the number's shape. Raises Refused with a sentence.
    """
    plain = numbered(number)
    with locked(case, by, None, now) as step:
        if not takes_parcels(step.case):
            raise NotAllowed
        parcel, is_new = add_parcel(step, plain, carrier_of(plain, carrier), TELLERS[step.role])
        step.changes = is_new
        if is_new:
            note(step, "parcel", shipment=parcel.shipment_id)
    return parcel


def numbered(typed: str) -> str:
    number = plain_number(typed)
    if not number:
        raise NoNumber
    return number


def carrier_of(number: str, said: str) -> str:
    """Raises WhichCarrier when nobody said and the number's shape does not tell."""
    if said:
        return "" if said == OTHER_CARRIER else said
    found = [carrier.key for carrier in suggest(number) if carrier.key in CARRIERS]
    if len(found) != 1:
        raise WhichCarrier
    return found[0]


def takes_parcels(case: Case) -> bool:
    """As long as the goods are not with us: some people send before anybody has said yes."""
    return case.order_id is not None and case.kind in EXPECTED and case.closed_at is None


def add_parcel(step: Step, number: str, carrier: str, told_by: str) -> tuple[ReturnParcel, bool]:
    """Inside the lock of the case; (parcel, whether it is new)."""
    case = step.case
    known = case.return_parcels.filter(shipment__tracking_number=number).select_related("shipment").first()
    if known:
        return known, False
    if case.return_parcels.count() >= MOST_PARCELS:
        raise TooMany
    order = order_of(case)
    must_be_theirs(case, order, number)
    shipment, _is_new = update_parcel(
        order,
        free_name(case),
        carrier=carrier,
        tracking_number=number,
        direction=Shipment.Direction.RETURN,
        lines=contents(case, order),
        source=told_by,
    )
    return ReturnParcel.objects.create(case=case, shipment=shipment, told_by=told_by, told_at=step.now), True


def order_of(case: Case) -> Order:
    if case.order is None:
        raise NotAllowed
    return case.order


def must_be_theirs(case: Case, order: Order, number: str) -> None:
    """Raises OurParcel for a parcel to the customer, NotYours for one that brings another customer's goods back."""
    same = Shipment.objects.filter(tracking_number=number)
    if same.filter(order=order, direction=Shipment.Direction.OUTBOUND).exists():
        raise OurParcel
    others = same.exclude(order=order)
    theirs = others.exclude(order__customer_id=case.customer_id) if case.customer_id else others
    if theirs.exists():
        raise NotYours


def free_name(case: Case) -> str:
    """Ours, so that no shop's own id meets it."""
    taken = set(case.return_parcels.values_list("shipment__external_id", flat=True))
    return next(
        name for number in range(1, MOST_PARCELS + 2) if (name := f"return-{case.reference}-{number}") not in taken
    )


def contents(case: Case, order: Order) -> dict[str, int]:
    """The case's lines of its own order, by the shop's id."""
    packed: dict[str, int] = defaultdict(int)
    for line in case.lines.filter(order_line__order=order).select_related("order_line"):
        packed[line.order_line.external_id] += line.quantity
    return packed


def forget_parcel(case: Case, *, by: Person, parcel: int, now: datetime) -> None:
    """A number with a slip of the finger; once the carrier has said something it stays."""
    with locked(case, by, None, now) as step:
        found = step.case.return_parcels.filter(pk=parcel).select_related("shipment").first()
        if found is None or not can_be_forgotten(found, step.role):
            raise NotAllowed
        number = found.shipment.tracking_number
        found.shipment.delete()
        note(step, "parcel_gone", number=number)


def can_be_forgotten(parcel: ReturnParcel, role: Role) -> bool:
    said_by = parcel.told_by == Teller.CUSTOMER or role is not Role.CUSTOMER
    return said_by and not parcel.shipment.events.all()


def carrier_choices() -> list[tuple[str, str]]:
    return [(carrier.key, carrier.name) for carrier in CARRIERS.values()]


def known_carrier(name: str) -> str:
    """A carrier as a shop's system writes it, in our key where we know it."""
    return carrier_key(name) if name else ""
