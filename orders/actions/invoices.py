"""Issuing: what the invoice says is frozen now, the PDF is made from that later by a job."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.actions.documents import AlreadyIssued
from orders.actions.issuing import announced, give_way, language_of, slug_of, take_up_corrections
from orders.documents.snapshots import snapshot
from orders.documents.terms import Terms
from orders.models import Invoice, InvoiceSeries, Order, SellerSettings
from orders.series import number_of, period_of

SECOND = _("This order has an invoice already. What changed is a correction; the tax is due on every invoice issued.")


class NoSeries(Exception):
    message = _("The portal numbers no invoices itself: give the number of your accounting system.")


@transaction.atomic
def issue_invoice(
    order: Order, number: str, issued_date: date, language: str = "", *, terms: Terms | None = None
) -> Invoice:
    """Freeze an invoice under a number the accounting gave.

    The same number again gives the same invoice, or a new try where the first was held. Raises AlreadyIssued when
    another order has that number, or this order an invoice under another one.
    """
    number = number.strip()
    order = Order.objects.select_for_update().get(pk=order.pk)
    known = Invoice.objects.filter(number=number).first()
    if known and known.order_id != order.pk:
        raise AlreadyIssued
    if known and known.state == Invoice.State.HELD and known.source == Invoice.Source.RENDERED:
        # What was missing may have been said since: the order's amounts, an exchange rate.
        give_way(known)
        known = None
    return known or _freeze(order, number, issued_date, language, terms or Terms())


@transaction.atomic
def issue_own_invoice(order: Order, issued_date: date, language: str = "", *, terms: Terms | None = None) -> Invoice:
    """The same under the next number of our own series; an order that has an invoice keeps that one.

    The number is taken in this transaction, so one that fails or is killed leaves no gap. Raises NoSeries while the
    operator has not turned the series on.
    """
    seller = SellerSettings.load()
    if not seller.own_series:
        raise NoSeries
    order = Order.objects.select_for_update().get(pk=order.pk)
    if known := order.invoices.filter(kind=Invoice.Kind.INVOICE).first():
        return known
    number = _next_number(seller, issued_date)
    return _freeze(order, number, issued_date, language, terms or Terms())


def _next_number(seller: SellerSettings, day: date) -> str:
    """Whoever comes second waits here for the first one's commit: the row is the lock."""
    period = period_of(day, is_monthly=seller.series_reset == SellerSettings.Reset.MONTHLY)
    try:
        with transaction.atomic():
            InvoiceSeries.objects.get_or_create(period=period)
    except IntegrityError:  # pragma: no cover - another process made it just now
        pass
    row = InvoiceSeries.objects.select_for_update().get(period=period)
    row.last += 1
    row.save(update_fields=["last"])
    return number_of(seller.series_pattern, day, row.last)


def _freeze(order: Order, number: str, issued_date: date, language: str, terms: Terms) -> Invoice:
    if order.invoices.filter(kind=Invoice.Kind.INVOICE).exists():
        raise AlreadyIssued(SECOND)
    language = language_of(order, language)
    content = snapshot(order, terms, language)
    buyer = content["buyer"]
    invoice = Invoice.objects.create(
        order=order,
        number=number,
        slug=slug_of(order, number),
        language=language,
        issued_date=issued_date,
        currency=order.currency,
        total=order.total,
        buyer_name=(buyer.get("company") or buyer.get("name", ""))[:300],
        buyer_vat_number=buyer.get("vat_number", "")[:30],
        snapshot=content,
        render_due_at=timezone.now(),
    )
    take_up_corrections(invoice)
    announced(invoice)
    return invoice
