"""What must hold before a customer sees an invoice from KSeF. Pure, but for the schema beside this module."""

from dataclasses import dataclass

from django.utils.translation import gettext
from lxml import etree

from orders.ksef.xml import faults_of

SCHEMA, SELLER, ORDER = "FA(3) schema", "Seller", "Order"


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str
    reason: str


def schema_fault(root: etree._Element) -> Fault | None:
    """What the Ministry's schema says, a line each with its line number."""
    found = faults_of(root)
    return Fault(SCHEMA, "\n".join(found)) if found else None


def seller_fault(seller_nip: str, our_vat_number: str) -> Fault | None:
    """Only our own invoices are shown: the seller's NIP must be the one in the settings."""
    ours = "".join(each for each in our_vat_number if each.isdigit())
    if ours == seller_nip:
        return None
    if not ours:
        return Fault(
            SELLER, gettext("Say the shop's VAT number under Settings, Seller on invoices; then check again.")
        )
    return Fault(
        SELLER,
        gettext("The seller's NIP on the invoice is %(theirs)s, the shop's is %(ours)s.")
        % {"theirs": seller_nip, "ours": ours},
    )


def order_fault(order_number: str, *, is_sure: bool) -> Fault | None:
    if is_sure:
        return None
    return Fault(
        ORDER,
        gettext(
            "Only the number says that this belongs to order %(number)s: neither VAT number, e-mail address nor total "
            "agree. Look, then release it or give it to the right order."
        )
        % {"number": order_number},
    )
