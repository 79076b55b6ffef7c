"""Taking an invoice from KSeF: checked, kept byte for byte, shown only when every check passed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from lxml import etree

from orders.actions.issuing import announced, language_of, slug_of
from orders.files import discard, keep
from orders.ksef.checking import Fault, order_fault, schema_fault, seller_fault
from orders.ksef.document import Document
from orders.ksef.matching import corrected_invoice, match
from orders.ksef.numbers import clean_ksef_number, is_kod_2
from orders.ksef.reading import read_document
from orders.ksef.refusing import IssuedBefore, NotAnInvoice, NotThisKod2
from orders.ksef.xml import read_tree
from orders.models import Invoice, Order, SellerSettings

LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that can be kept: what it says, and what is wrong with it."""

    xml: bytes
    document: Document
    order: Order
    order_said: bool
    """Somebody said which order it is; else it was found."""
    fault: Fault | None
    ksef_number: str
    kod_2: str
    received_at: datetime

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.xml).hexdigest()


def take_ksef_invoice(
    xml: bytes,
    *,
    ksef_number: str = "",
    order: Order | None = None,
    kod2_url: str = "",
    received_at: datetime | None = None,
    number: str = "",
) -> Invoice:
    """Keep an FA(3) invoice; a job makes its PDF. One that fails a check is held with the reason and never served.

    Without `order` it is found by the number in the XML, or through the invoice that this one corrects. Without
    `ksef_number` the invoice was issued offline; the same file again with its number adds the number. The same file
    again changes nothing; another file under the same number takes the place of one that is held. `number` is what the
    sender says it is; the file must agree.
    Raises KsefRefused: nothing was kept, its message says why and its line where.
    """
    arrived = _understand(xml, ksef_number, order, kod2_url, received_at or timezone.now())
    if number and number != arrived.document.number:
        raise NotAnInvoice(_("The XML is of document %(number)s.") % {"number": arrived.document.number})
    known = _known(arrived)
    if known is not None:
        return _again(known, arrived)
    kept = keep("invoices", ".xml", xml)
    try:
        with transaction.atomic():
            return _create(arrived, kept)
    except IntegrityError:
        discard(kept)
        # Another request was quicker with the same number.
        known = _known(arrived)
        if known is None:
            raise
        return _again(known, arrived)


def _understand(xml: bytes, ksef_number: str, order: Order | None, kod_2: str, received_at: datetime) -> Arrived:
    root = read_tree(xml)
    fault = schema_fault(root)
    document = _read(root, fault)
    if not 0 < len(document.number) <= LONGEST_NUMBER:
        raise NotAnInvoice(_("The invoice's number is missing or longer than 64 characters."))
    number = clean_ksef_number(ksef_number, document.seller.nip) if ksef_number.strip() else ""
    if kod_2 and not is_kod_2(kod_2, document.seller.nip, xml):
        raise NotThisKod2(_("This KOD II link belongs to another file or another seller."))
    is_sure = order_said = order is not None
    if order is None:
        found = match(document)
        order, is_sure = found.order, found.is_sure
    fault = fault or seller_fault(document.seller.nip, SellerSettings.load().vat_number)
    fault = fault or order_fault(order.number, is_sure=is_sure)
    return Arrived(xml, document, order, order_said, fault, number, kod_2, received_at)


def _read(root: etree._Element, fault: Fault | None) -> Document:
    """A file that breaks the schema is read as far as it goes, so that it can be held. Raises NotAnInvoice."""
    try:
        return read_document(root)
    except ValueError:
        reason = fault.reason.splitlines()[0] if fault else ""
        raise NotAnInvoice(
            _("The file breaks the Ministry's schema too badly to be kept: %(reason)s") % {"reason": reason}
        ) from None


def _known(arrived: Arrived) -> Invoice | None:
    found = Invoice.objects.filter(number=arrived.document.number).first()
    if arrived.ksef_number:
        others = Invoice.objects.exclude(number=arrived.document.number)
        other = others.filter(ksef_number=arrived.ksef_number).first()
        if other is not None:
            raise IssuedBefore(_("Invoice %(number)s has this KSeF number.") % {"number": other.number})
    return found


def _again(known: Invoice, arrived: Arrived) -> Invoice:
    if known.source == Invoice.Source.KSEF and known.state == Invoice.State.HELD:
        return _replace(known, arrived)
    if known.order_id != arrived.order.pk:
        raise IssuedBefore(_("Another order has an invoice with this number."))
    if known.xml_sha256 != arrived.fingerprint:
        raise IssuedBefore(
            _("A document with this number was issued already and says something else. Issue a correction instead.")
        )
    if arrived.ksef_number and known.ksef_number not in ("", arrived.ksef_number):
        raise IssuedBefore(_("This invoice has another KSeF number already."))
    return _complete(known, arrived)


@transaction.atomic
def _complete(known: Invoice, arrived: Arrived) -> Invoice:
    """The number that KSeF gave later, and KOD II: facts about the same bytes."""
    known = Invoice.objects.select_for_update().get(pk=known.pk)
    if arrived.ksef_number and not known.ksef_number:
        known.ksef_number = arrived.ksef_number
    if arrived.kod_2 and not known.snapshot.get("kod_2"):
        known.snapshot["kod_2"] = arrived.kod_2
    known.save(update_fields=["ksef_number", "snapshot"])
    return known


def _create(arrived: Arrived, kept: str) -> Invoice:
    order = Order.objects.select_for_update().get(pk=arrived.order.pk)
    invoice = Invoice(
        order=order,
        number=arrived.document.number,
        slug=slug_of(order, arrived.document.number),
        **_content(arrived, order, kept),
    )
    invoice.save()
    # Its correction may have been quicker.
    Invoice.objects.filter(order=order, corrects=None, corrects_number=invoice.number).update(corrects=invoice)
    _announce(invoice)
    return invoice


def _replace(known: Invoice, arrived: Arrived) -> Invoice:
    """What is held was never seen by anybody: a better file takes its place."""
    old, kept = str(known.xml_file.name or ""), keep("invoices", ".xml", arrived.xml)
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=arrived.order.pk)
        held = Invoice.objects.select_for_update().get(pk=known.pk)
        for name, value in {"order": order, **_content(arrived, order, kept)}.items():
            setattr(held, name, value)
        held.slug = held.slug if known.order_id == order.pk else slug_of(order, held.number)
        held.save()
        _announce(held)
        transaction.on_commit(lambda: discard(old), robust=True)
    return held


def _announce(invoice: Invoice) -> None:
    if invoice.state != Invoice.State.HELD:
        announced(invoice)


def _content(arrived: Arrived, order: Order, kept: str) -> dict[str, Any]:
    document, fault = arrived.document, arrived.fault
    correction = document.correction
    return {
        "source": Invoice.Source.KSEF,
        "kind": Invoice.Kind.CORRECTION if correction else Invoice.Kind.INVOICE,
        "type_code": Invoice.TypeCode.CORRECTION if correction else Invoice.TypeCode.INVOICE,
        "corrects": corrected_invoice(document),
        "corrects_number": correction.corrects[0].number[:LONGEST_NUMBER]
        if correction and correction.corrects
        else "",
        "ksef_number": arrived.ksef_number,
        "language": language_of(order, ""),
        "issued_date": document.issued_date,
        "currency": document.currency,
        "total": _fitting(document.total),
        "buyer_name": document.buyer.name[:300],
        "buyer_vat_number": (document.buyer.nip or document.buyer.eu_vat_number)[:30],
        "snapshot": {
            "version": "FA(3)",
            "kind": document.kind,
            "seller_nip": document.seller.nip,
            "kod_2": arrived.kod_2,
            "order_said": arrived.order_said,
            "received_at": arrived.received_at.isoformat(),
        },
        "xml_file": kept,
        "xml_sha256": arrived.fingerprint,
        "state": Invoice.State.HELD if fault else Invoice.State.WAITING,
        "held_rule": fault.rule if fault else "",
        "held_reason": fault.reason if fault else "",
        "render_due_at": None if fault else timezone.now(),
    }


def _fitting(total: Decimal) -> Decimal:
    """FA(3) allows 16 digits before the point, the column fewer; nobody sells for that much."""
    if abs(total) >= Decimal(10) ** 10:
        raise NotAnInvoice(_("The total is larger than this portal can keep."))
    return total
