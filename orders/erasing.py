"""What becomes of an order whose person asked to be forgotten, and of its papers when nobody has to keep them.

The shop may tell of the order again: whoever saves it leaves the person out (actions/saving.py).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError, Q

from orders.models import (
    CompanyEvent,
    Invoice,
    Order,
    OrderLink,
    OrderText,
    Refund,
    Shipment,
    TrackingEvent,
)

# Of a company's order these are a person's; street and town are the company's.
OF_A_PERSON = ("name", "phone")
GONE = "–"
ABOUT_A_PERSON = ("email", "customer_note", "payload", "billing_address", "shipping_address", "pickup_point")


# Who keeps the books (portal.accounts); agents and editors have it not.
OPEN_LOCKED = "accounts.open_kept"


def not_locked_for(user: Any) -> Q:
    """Invoices of people who were erased are for the books alone."""
    return Q() if user.has_perm(OPEN_LOCKED) else Q(order__erased_at=None)


def leave_out_person(order: Order) -> None:
    """In memory: amounts, dates and goods stay, who it was does not. The caller saves."""
    order.email, order.customer_note, order.payload = "", "", {}
    if order.company_id:
        order.billing_address = _without_person(order.billing_address)
        order.shipping_address = _without_person(order.shipping_address)
        return
    order.billing_address, order.shipping_address, order.pickup_point = {}, {}, {}
    order.buyer_vat_number, order.buyer_vat_is_valid = "", None


def _without_person(address: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in address.items() if name not in OF_A_PERSON}


@transaction.atomic
def forget_person(order: Order, now: datetime) -> None:
    """The order has no way to a person any more, and news of the shop bring none back."""
    order.customer = None
    order.erased_at = order.erased_at or now
    leave_out_person(order)
    fields = [*ABOUT_A_PERSON, "customer", "erased_at", "buyer_vat_number", "buyer_vat_is_valid", "updated_at"]
    order.save(update_fields=fields)
    forget_what_hangs_on(order)


def forget_what_hangs_on(order: Order) -> None:
    """Engravings, numbers of things and parcels, places, reasons in her words, words to search by, open links."""
    order.lines.update(properties=[], serial_numbers=[])
    for line in order.lines.exclude(withdrawal_evidence={}):
        # When she said yes is a fact of the contract; what was to be engraved is hers.
        line.withdrawal_evidence = {key: at for key, at in line.withdrawal_evidence.items() if key.endswith("_at")}
        line.save(update_fields=["withdrawal_evidence"])
    Shipment.objects.filter(order=order).update(
        tracking_number="", tracking_url="", pickup_point={}, pickup_code="", next_poll_at=None
    )
    TrackingEvent.objects.filter(shipment__order=order).delete()
    Refund.objects.filter(order=order).update(reason="", payload={})
    OrderText.objects.filter(order=order).delete()
    OrderLink.objects.filter(order=order).delete()


def forget_names(events: Iterable[CompanyEvent], names: frozenset[str]) -> None:
    """A company's history says that somebody did it, not any more who."""
    for event in events:
        said = {key: GONE if value in names else value for key, value in event.data.items()}
        if said != event.data:
            CompanyEvent.objects.filter(pk=event.pk).update(data=said)


def last_issue(order: Order) -> Any:
    """The day its books count from: of its last document, or the order's own."""
    issued = Invoice.objects.filter(order=order).aggregate(last=Max("issued_date"))["last"]
    return issued or order.placed_at.date()


def destroy_papers(order: Order) -> list[str]:
    """Bookkeeping is over: documents go, and the order with them if nothing else hangs on it. Names of their files."""
    names: list[str] = []
    with transaction.atomic():
        # A correction protects what it corrects.
        for invoice in Invoice.objects.filter(order=order).order_by("-pk"):
            names += [str(each.name) for each in (invoice.file, invoice.xml_file) if each]
            invoice.delete()
        try:
            with transaction.atomic():
                order.delete()
        except ProtectedError:
            forget_person(order, order.erased_at or order.updated_at)
    return names
