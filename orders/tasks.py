"""Jobs of the orders room. The invoice row is the truth; a lost or doubled job changes nothing."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from orders.files import discard, keep
from orders.models import Invoice
from orders.queries import invoices_due
from orders.rendering import RenderingFailed, invoice_html, make_pdf
from orders.signals import invoice_rendered

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)


@task()
def render_invoice(invoice_id: int) -> bool:
    """Make the PDF once; true when this call made it. Another worker's lease, or a finished PDF, is left alone."""
    now = timezone.now()
    due = invoices_due(now).filter(pk=invoice_id)
    if not due.update(render_due_at=now + LEASE, render_attempts=F("render_attempts") + 1):
        return False
    invoice = Invoice.objects.get(pk=invoice_id)
    try:
        content = make_pdf(invoice_html(invoice))
    except (RenderingFailed, OSError, KeyError, ValueError, ArithmeticError) as error:
        _try_later(invoice, now, error)
        return False
    return _finish(invoice, content)


def _finish(invoice: Invoice, content: bytes) -> bool:
    """File first, row last: a worker killed in between leaves an unused file and a row that is due again."""
    name = keep("invoices", ".pdf", content)
    with transaction.atomic():
        done = Invoice.objects.filter(pk=invoice.pk, rendered_at=None).update(
            file=name,
            sha256=hashlib.sha256(content).hexdigest(),
            state=Invoice.State.READY,
            rendered_at=timezone.now(),
            render_due_at=None,
            render_error="",
        )
        if done:
            invoice.refresh_from_db()
            transaction.on_commit(lambda: invoice_rendered.send(sender=Invoice, invoice=invoice), robust=True)
    if not done:
        discard(name)
    return bool(done)


def _try_later(invoice: Invoice, now: datetime, error: Exception) -> None:
    """1, 2, 4 … minutes, then every six hours: a mended template or a returned disk needs no hand."""
    log.error("invoice %s was not rendered (attempt %s): %s", invoice.pk, invoice.render_attempts, error)
    wait = min(timedelta(minutes=2 ** min(invoice.render_attempts - 1, 12)), LONGEST_WAIT)
    Invoice.objects.filter(pk=invoice.pk, rendered_at=None).update(
        render_due_at=now + wait, render_error=f"{type(error).__name__}: {error}"[:2000]
    )
