"""An invoice whose XML is FA(3): KSeF's own rules, and the page and the PDF are made here."""

from orders.actions import AlreadyIssued
from orders.ksef.refusing import IssuedBefore, KsefRefused
from orders.ksef.taking import take_ksef_invoice
from orders.models import Invoice, Order
from portal.api.fields import FieldError
from portal.api.problems import Problem, invalid
from portal.api.schemas.invoices import DocumentIn

FIELDS = {"ksef_number": "ksef_number", "kod_2": "kod2_url"}


def taken_from_ksef(order: Order, said: DocumentIn, pdf: bytes | None, xml: bytes) -> Invoice:
    """Raises Problem."""
    if pdf:
        raise invalid([FieldError("pdf", "Send a KSeF invoice's XML alone: the portal makes the PDF from it.")])
    if Invoice.objects.filter(number=said.number.strip()).exclude(order__source=order.source).exists():
        # One that is held would else make way, and move to the order of a shop whose it is not (R11).
        raise Problem("conflict", str(AlreadyIssued.message))
    try:
        return take_ksef_invoice(
            xml,
            ksef_number=said.ksef_number,
            order=order,
            kod2_url=said.kod2_url.strip(),
            number=said.number.strip(),
        )
    except IssuedBefore as known:
        raise Problem("conflict", str(known.message)) from None
    except KsefRefused as refused:
        place = f" (line {refused.line})" if refused.line else ""
        raise invalid([FieldError(FIELDS.get(refused.code, "xml"), f"{refused.message}{place}")]) from None
