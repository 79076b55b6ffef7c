"""What is held may be looked at once more, or released by a person who knows."""

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from orders.actions.issuing import announced
from orders.ksef.checking import ORDER
from orders.ksef.taking import take_ksef_invoice
from orders.models import Invoice, Order


def check_again(invoice: Invoice) -> Invoice:
    """All checks from the start, for example after a setting was mended. What is not held stays as it is.

    Raises KsefRefused when an invoice from KSeF finds no order any more; then it stays held as it was.
    """
    if invoice.state != Invoice.State.HELD:
        return invoice
    if invoice.source == Invoice.Source.KSEF:
        # An order that was found is looked for anew, so that nothing is shown by its number alone.
        return _again(invoice, invoice.order if invoice.snapshot.get("order_said") else None)
    with transaction.atomic():
        held = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if held.state == Invoice.State.HELD:
            held.state, held.held_rule, held.held_reason = Invoice.State.WAITING, "", ""
            held.render_due_at, held.render_attempts = timezone.now(), 0
            held.save()
            announced(held)
    return held


def confirm_order(invoice: Invoice) -> Invoice:
    """A person has looked: an invoice from KSeF that names this order by number alone does belong to it."""
    if invoice.state != Invoice.State.HELD or invoice.held_rule != ORDER:
        return invoice
    return _again(invoice, invoice.order)


def _again(invoice: Invoice, order: Order | None) -> Invoice:
    with storages["private"].open(str(invoice.xml_file.name)) as file:
        xml: bytes = file.read()
    kod_2 = str(invoice.snapshot.get("kod_2", ""))
    return take_ksef_invoice(xml, ksef_number=invoice.ksef_number, order=order, kod2_url=kod_2)
