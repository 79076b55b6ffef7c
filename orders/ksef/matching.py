"""Which order an invoice belongs to: by the order's number in it, and something else that agrees.

A buyer's own purchase number may read like another customer's order number. A number alone therefore never shows an
invoice to anybody: it is held until a person has looked.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orders.ksef.document import Document
from orders.ksef.refusing import NoOrder
from orders.models import Invoice, Order
from orders.words import fold


@dataclass(frozen=True, slots=True)
class Match:
    order: Order
    is_sure: bool
    """More than the number agrees: VAT number, e-mail address, total, or the invoice that is corrected."""


def match(document: Document) -> Match:
    """Raises NoOrder."""
    corrected = corrected_invoice(document)
    if corrected is not None:
        return Match(corrected.order, is_sure=True)
    numbers = numbers_in(document)
    if not numbers:
        raise NoOrder(_("The invoice names no order. Say which one it belongs to."))
    spellings = {spelling for number in numbers for spelling in (number, number.lstrip("#"), f"#{number}")}
    found = list(Order.objects.filter(number__in=spellings)[:20])
    if not found:
        raise NoOrder(
            _("There is no order with the number %(number)s. Say which one the invoice belongs to.")
            % {"number": ", ".join(numbers)[:100]}
        )
    sure = [order for order in found if agrees(order, document)]
    if len(sure) == 1:
        return Match(sure[0], is_sure=True)
    if len(found) == 1:
        return Match(found[0], is_sure=False)
    raise NoOrder(_("Several orders have this number. Say which one the invoice belongs to."))


def numbers_in(document: Document) -> list[str]:
    """Order numbers as the invoice gives them: NrZamowienia first, then the seller's own words about an order."""
    labels = {tuple(fold(label)) for label in settings.KSEF_ORDER_LABELS}
    said = [reference.number for reference in document.orders]
    said += [extra.value for extra in document.extras if tuple(fold(extra.key)) in labels]
    return [number for number in dict.fromkeys(each.strip() for each in said) if 0 < len(number) <= 64]


def corrected_invoice(document: Document) -> Invoice | None:
    """The invoice that this one corrects, when the portal has it."""
    if document.correction is None:
        return None
    for each in document.correction.corrects:
        known = Invoice.objects.select_related("order")
        found = known.filter(ksef_number=each.ksef_number).first() if each.ksef_number else None
        found = found or known.filter(number=each.number, issued_date=each.issued_date).first()
        if found is not None:
            return found
    return None


def agrees(order: Order, document: Document) -> bool:
    """Does anything but the number say that this is the order?"""
    buyer = document.buyer
    ours = _letters(order.buyer_vat_number or str(order.billing_address.get("vat_number", "")))
    theirs = {_letters(number) for number in (buyer.nip, f"PL{buyer.nip}", buyer.eu_vat_number) if number.strip("PL")}
    if ours and ours in theirs:
        return True
    if order.email and order.email.casefold() in {email.casefold() for email in buyer.emails}:
        return True
    to_pay = document.settlement.to_pay if document.settlement else None
    return order.currency == document.currency and order.total in (document.total, to_pay)


def _letters(number: str) -> str:
    return "".join(each for each in number.upper() if each.isalnum())
