"""Corrections: a new document that refers to the old one, which stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.actions.documents import OTHER_CONTENT, TYPE_CODES, AlreadyIssued
from orders.actions.issuing import announced, give_way, slug_of
from orders.documents.taken import DocumentRefused
from orders.documents.terms import Terms
from orders.einvoice.content import Document, Unsaid
from orders.einvoice.reading import document_of
from orders.models import Invoice, Order


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes in a line of the earlier document, with its sign: −1 piece, −39.84 net, −9.16 tax.

    `position` is the line's number as printed; no pieces and an amount is a change of price.
    """

    position: int
    net: Decimal
    tax: Decimal
    quantity: Decimal = Decimal(0)

    def as_json(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "quantity": str(self.quantity),
            "net": str(self.net),
            "tax": str(self.tax),
        }


@transaction.atomic
def issue_correction(
    invoice: Invoice,
    number: str,
    issued_date: date,
    lines: Sequence[Difference],
    reason: str = "",
    *,
    kind: str = Invoice.Kind.CORRECTION,
    terms: Terms | None = None,
) -> Invoice:
    """Freeze a correction (384, signed) or a credit note (381, what is given back) under accounting's number.

    The same number with the same differences again gives the same document. Raises AlreadyIssued, and DocumentRefused
    for an original that the portal did not make or for more than was sold.
    """
    number = number.strip()
    order = Order.objects.select_for_update().get(pk=invoice.order_id)
    differences = [each.as_json() for each in lines]
    if known := _known(order, invoice, number, differences):
        return known
    original = _original(invoice, kind, lines)
    before = _before(invoice, original, {each.position for each in lines})
    _check_enough(before, lines)
    # A credit note says what is given back as a plain amount.
    gross = sum((each.net + each.tax for each in lines), Decimal("0.00"))
    correction = Invoice.objects.create(
        order=order,
        kind=kind,
        type_code=TYPE_CODES[Invoice.Kind(kind)],
        corrects=invoice,
        corrects_number=invoice.number,
        number=number,
        slug=slug_of(order, number),
        language=invoice.language,
        issued_date=issued_date,
        currency=invoice.currency,
        total=-gross if kind == Invoice.Kind.CREDIT_NOTE else gross,
        buyer_name=invoice.buyer_name,
        buyer_vat_number=invoice.buyer_vat_number,
        snapshot=_content(invoice, differences, before, reason, terms),
        render_due_at=timezone.now(),
    )
    announced(correction)
    return correction


def _known(order: Order, invoice: Invoice, number: str, differences: list[dict[str, Any]]) -> Invoice | None:
    """The document of that number; one that was held makes way for a new try."""
    known = Invoice.objects.filter(number=number).first()
    if known is None:
        return None
    if known.order_id != order.pk:
        raise AlreadyIssued
    if known.state == Invoice.State.HELD and known.corrects_id == invoice.pk:
        give_way(known)
        return None
    if known.corrects_id != invoice.pk or known.snapshot.get("differences") != differences:
        raise AlreadyIssued(OTHER_CONTENT)
    return known


def _content(
    invoice: Invoice, differences: list[dict[str, Any]], before: list[dict[str, Any]], reason: str, terms: Terms | None
) -> dict[str, Any]:
    return {
        **invoice.snapshot,
        "corrects": {
            "number": invoice.number,
            "issued_date": invoice.issued_date.isoformat(),
            "ksef_number": invoice.ksef_number,
        },
        "reason": reason.strip()[:500],
        "differences": differences,
        "before": before,
        "terms": _terms(invoice, terms),
    }


def _original(invoice: Invoice, kind: str, lines: Sequence[Difference]) -> Document:
    if kind not in (Invoice.Kind.CORRECTION, Invoice.Kind.CREDIT_NOTE):
        raise DocumentRefused("kind")
    if invoice.source != Invoice.Source.RENDERED or invoice.kind != Invoice.Kind.INVOICE or not invoice.is_ready:
        raise DocumentRefused("original")
    if not lines or (kind == Invoice.Kind.CREDIT_NOTE and any(each.net > 0 or each.quantity > 0 for each in lines)):
        raise DocumentRefused("nothing_changes")
    try:
        return document_of(invoice)
    except Unsaid:
        raise DocumentRefused("original") from None


def _before(invoice: Invoice, original: Document, positions: set[int]) -> list[dict[str, Any]]:
    """Each line as it stands after the corrections there are already."""
    rows: dict[int, dict[str, Any]] = {
        line.position: {"position": line.position, "quantity": line.quantity, "gross": line.gross}
        for line in original.lines
    }
    if positions - set(rows):
        raise DocumentRefused("position")
    for earlier in invoice.corrections.exclude(state=Invoice.State.HELD):
        for each in earlier.snapshot.get("differences", []):
            row = rows[each["position"]]
            row["quantity"] += Decimal(each["quantity"])
            row["gross"] += Decimal(each["net"]) + Decimal(each["tax"])
    return [
        {**row, "quantity": f"{row['quantity']:f}", "gross": f"{row['gross']:f}"}
        for position, row in rows.items()
        if position in positions
    ]


def _check_enough(before: list[dict[str, Any]], lines: Sequence[Difference]) -> None:
    for row in before:
        mine = [each for each in lines if each.position == row["position"]]
        quantity = Decimal(row["quantity"]) + sum((each.quantity for each in mine), Decimal(0))
        gross = Decimal(row["gross"]) + sum((each.net + each.tax for each in mine), Decimal(0))
        if quantity < 0 or gross < 0:
            raise DocumentRefused("more_than_sold")


def _terms(invoice: Invoice, terms: Terms | None) -> dict[str, Any]:
    """The original's, with what is said anew; its VAT in złoty was of other amounts, the rate still holds."""
    earlier = {
        name: value
        for name, value in invoice.snapshot.get("terms", {}).items()
        if name not in ("tax_in_national_currency", "due_date")
    }
    return {**earlier, **(terms.as_json() if terms else {})}
