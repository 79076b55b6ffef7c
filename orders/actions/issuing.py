"""What every way to an invoice shares: its address, its language, and the news after the commit."""

import logging
import re

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from orders.files import discard
from orders.models import Invoice, Order
from orders.signals import invoice_issued, invoice_rendered
from orders.tasks import render_invoice

log = logging.getLogger(__name__)
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def slug_of(order: Order, number: str) -> str:
    """FV/2026/11/0042 becomes fv-2026-11-0042; -2 follows where the order has one that reads the same."""
    first = slugify(re.sub(r"[\W_]+", "-", number))[:70].strip("-") or "invoice"
    used = set(Invoice.objects.filter(order=order, slug__startswith=first).values_list("slug", flat=True))
    slug, count = first, 1
    while slug in used:
        count += 1
        slug = f"{first}-{count}"
    return slug


def language_of(order: Order, language: str) -> str:
    return next((code for code in (language, order.language[:2]) if code in LANGUAGES), settings.LANGUAGE_CODE)


def announced(invoice: Invoice) -> None:
    """After the commit: the job, if there is one to do, and the news."""
    if invoice.render_due_at:
        transaction.on_commit(lambda: render_invoice.enqueue(invoice.pk), robust=True)
    transaction.on_commit(lambda: invoice_issued.send(sender=Invoice, invoice=invoice), robust=True)


def take_up_corrections(invoice: Invoice) -> None:
    """Of the same order, that came before what they correct, or while it was held."""
    waiting = Invoice.objects.filter(order=invoice.order_id, corrects=None, corrects_number=invoice.number)
    waiting.exclude(pk=invoice.pk).update(corrects=invoice)


def announce_ready(invoice: Invoice) -> None:
    transaction.on_commit(lambda: invoice_rendered.send(sender=Invoice, invoice=invoice), robust=True)


def give_way(held: Invoice) -> None:
    """A document that was held was never served: under its number the accounting may hand over a sound one."""
    # Locked and looked at again: an operator's "check again" may have made it ready a moment ago.
    if not Invoice.objects.select_for_update().filter(pk=held.pk, state=Invoice.State.HELD).first():
        return
    names = [str(field.name) for field in (held.file, held.xml_file) if field.name]
    # Its corrections wait for the sound one: their number of it stays.
    held.corrections.update(corrects=None)
    log.info("held document %r makes way, PDF %s, XML %s", held.number, held.sha256, held.xml_sha256)
    held.delete()

    def forget() -> None:
        for name in names:
            discard(name)

    transaction.on_commit(forget, robust=True)
