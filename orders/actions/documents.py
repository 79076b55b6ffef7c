"""Taking what the accounting system issued: kept as it is, checked, and served only when every check passed."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.actions.issuing import announce_ready, announced, give_way, language_of, slug_of, take_up_corrections
from orders.documents.taken import DocumentRefused, Taken, take
from orders.files import discard, keep
from orders.models import Invoice, Order

TYPE_CODES = {
    Invoice.Kind.INVOICE: Invoice.TypeCode.INVOICE,
    Invoice.Kind.CORRECTION: Invoice.TypeCode.CORRECTION,
    Invoice.Kind.CREDIT_NOTE: Invoice.TypeCode.CREDIT_NOTE,
}


class AlreadyIssued(Exception):
    message = _("Another order has an invoice with this number.")

    def __init__(self, message: object = message) -> None:
        self.message = message  # type: ignore[assignment]
        super().__init__(str(message))


OTHER_CONTENT = _(
    "A document with this number was issued already and says something else. Issue a correction instead."
)


def take_document(
    order: Order,
    *,
    number: str,
    issued_date: date,
    kind: str = "invoice",
    pdf: bytes | None = None,
    xml: bytes | None = None,
    corrects: str = "",
    total: Decimal | None = None,
    language: str = "",
) -> Invoice:
    """Keep a document as the accounting system issued it: its PDF, its XML, or both.

    The same bytes under the same number again give the same invoice. A PDF without XML is ready at once; where there
    is XML, inside or beside, a job checks it first, and what fails is held with the rule; a sound one under the same
    number then takes its place. `corrects` is the number of
    the document that this one corrects. Amounts are in the order's currency unless the XML says another.
    Raises DocumentRefused (nothing is kept), AlreadyIssued (the number has another order or other content).
    """
    number = number.strip()
    if not number or len(number) > 64:
        raise DocumentRefused("number")
    if kind not in Invoice.Kind.values:
        raise DocumentRefused("kind")
    taken = take(pdf, xml)
    known = Invoice.objects.filter(number=number).first()
    if known and not _makes_way(known, order, taken):
        return _same(known, order, taken)
    kept = [keep("invoices", suffix, content) if content else "" for suffix, content in _files(taken)]
    try:
        with transaction.atomic():
            if known:
                give_way(known)
            invoice = _create(order, number, issued_date, kind, taken, kept, corrects, total, language)
    except (IntegrityError, DocumentRefused) as error:
        for name in filter(None, kept):
            discard(name)
        # Another request was quicker with the same number.
        known = Invoice.objects.filter(number=number).first()
        if known is None or isinstance(error, DocumentRefused):
            raise
        return _same(known, order, taken)
    return invoice


def _makes_way(known: Invoice, order: Order, taken: Taken) -> bool:
    is_other = (known.sha256, known.xml_sha256) != taken.fingerprints
    return known.state == Invoice.State.HELD and known.order_id == order.pk and is_other


def _files(taken: Taken) -> list[tuple[str, bytes]]:
    return [(".pdf", taken.pdf), (".xml", taken.xml)]


def _same(known: Invoice, order: Order, taken: Taken) -> Invoice:
    if known.order_id != order.pk:
        raise AlreadyIssued
    if (known.sha256, known.xml_sha256) != taken.fingerprints:
        raise AlreadyIssued(OTHER_CONTENT)
    return known


def _create(
    order: Order,
    number: str,
    issued_date: date,
    kind: str,
    taken: Taken,
    kept: list[str],
    corrects: str,
    total: Decimal | None,
    language: str,
) -> Invoice:
    order = Order.objects.select_for_update().get(pk=order.pk)
    said, now = taken.said, timezone.now()
    total = _total(order, kind, taken, total)
    corrects = corrects.strip() or (said.corrects if said and kind != Invoice.Kind.INVOICE else "")
    sha256, xml_sha256 = taken.fingerprints
    is_ready = not taken.xml
    invoice = Invoice.objects.create(
        order=order,
        source=Invoice.Source.UPLOADED,
        kind=kind,
        type_code=said.type_code
        if said and said.type_code in Invoice.TypeCode.values
        else TYPE_CODES[Invoice.Kind(kind)],
        number=number,
        slug=slug_of(order, number),
        language=language_of(order, language),
        issued_date=issued_date,
        currency=(said.currency if said else "")[:3] or order.currency,
        total=total,
        buyer_name=said.buyer_name if said else "",
        buyer_vat_number=said.buyer_vat_number if said else str(order.billing_address.get("vat_number", ""))[:30],
        corrects=Invoice.objects.filter(order=order, number=corrects).first() if corrects else None,
        corrects_number=corrects[:64],
        snapshot={"version": 2, "xml_inside": bool(taken.xml_inside), "xml_differs": _differs(taken)},
        file=kept[0],
        sha256=sha256,
        xml_file=kept[1],
        xml_sha256=xml_sha256,
        state=Invoice.State.READY if is_ready else Invoice.State.WAITING,
        rendered_at=now if is_ready else None,
        render_due_at=None if is_ready else now,
    )
    take_up_corrections(invoice)
    announced(invoice)
    if is_ready:
        announce_ready(invoice)
    return invoice


def _differs(taken: Taken) -> bool:
    """The XML beside the PDF is not the one inside it: two documents under one number."""
    return bool(taken.xml_inside) and taken.xml_inside != taken.xml


def _total(order: Order, kind: str, taken: Taken, total: Decimal | None) -> Decimal:
    if total is not None:
        return total
    if taken.said and taken.said.total is not None:
        return taken.said.total
    if kind == Invoice.Kind.INVOICE:
        return order.total
    raise DocumentRefused("total")
