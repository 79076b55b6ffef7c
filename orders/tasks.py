"""Jobs of the orders room. The invoice row is the truth; a lost or doubled job changes nothing."""

import hashlib
import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from orders.documents.papers import sheet_of
from orders.documents.press import PRESS, PressFailed, Sheet
from orders.documents.xml import Said, parse, read
from orders.einvoice.content import Unsaid
from orders.files import discard, keep
from orders.models import Invoice
from orders.queries import invoices_due
from orders.signals import invoice_rendered

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)


@task()
def render_invoice(invoice_id: int) -> bool:
    """Make the document, or check what accounting made; true when this call made it ready.

    Another worker's lease, and whatever is ready or held, is left alone. Every rule is checked first: what breaks one
    is held with it and never served.
    """
    now = timezone.now()
    due = invoices_due(now).filter(pk=invoice_id)
    if not due.update(render_due_at=now + LEASE, render_attempts=F("render_attempts") + 1):
        return False
    invoice = Invoice.objects.get(pk=invoice_id)
    try:
        return _check(invoice) if invoice.source == Invoice.Source.UPLOADED else _make(invoice)
    except Unsaid as unsaid:
        return _hold(invoice, unsaid.rule, unsaid.reason)
    except (PressFailed, OSError, KeyError, ValueError, ArithmeticError) as error:
        _try_later(invoice, now, error)
        return False


def _make(invoice: Invoice) -> bool:
    sheet = sheet_of(invoice)
    printed = PRESS.print(sheet, invoice.created_at)
    if printed.failed:
        return _hold(invoice, *printed.failed[0])
    # A document that came as XML (KSeF) keeps the bytes it came with.
    return _finish(invoice, printed.pdf, b"" if invoice.xml_file else sheet.xml)


def _check(invoice: Invoice) -> bool:
    """What accounting made is taken as it is: its XML must keep the official rules and say what we were told."""
    with storages["private"].open(str(invoice.xml_file.name)) as file:
        xml = file.read()
    printed = PRESS.print(Sheet(xml=xml), invoice.created_at)
    wrong = printed.failed[0] if printed.failed else _contradiction(invoice, read(parse(xml)))
    return _hold(invoice, *wrong) if wrong else _ready(invoice)


def _contradiction(invoice: Invoice, said: Said) -> tuple[str, str] | None:
    if said.number != invoice.number:
        return "AC-NUMBER", f"the XML is of document {said.number!r}"
    if said.total is not None and said.total != invoice.total.quantize(Decimal("0.01")):
        return "AC-TOTAL", f"the XML says a total of {said.total} {said.currency}, we were told {invoice.total}"
    if said.issued_date and said.issued_date != invoice.issued_date:
        return "AC-DATE", f"the XML was issued on {said.issued_date}, we were told {invoice.issued_date}"
    if invoice.snapshot.get("xml_differs"):
        return "AC-TWO-XML", "the XML inside the PDF is not the XML beside it"
    return None


def _finish(invoice: Invoice, pdf: bytes, xml: bytes) -> bool:
    """Files first, row last: a worker killed in between leaves unused files and a row that is due again."""
    kept = {"file": keep("invoices", ".pdf", pdf)}
    changes: dict[str, str] = {"sha256": hashlib.sha256(pdf).hexdigest()}
    if xml:
        kept["xml_file"] = keep("invoices", ".xml", xml)
        changes["xml_sha256"] = hashlib.sha256(xml).hexdigest()
    done = _ready(invoice, **kept, **changes)
    if not done:
        for name in kept.values():
            discard(name)
    return done


def _ready(invoice: Invoice, **changes: str) -> bool:
    with transaction.atomic():
        done = Invoice.objects.filter(pk=invoice.pk, state=Invoice.State.WAITING).update(
            state=Invoice.State.READY, rendered_at=timezone.now(), render_due_at=None, render_error="", **changes
        )
        if done:
            invoice.refresh_from_db()
            transaction.on_commit(lambda: invoice_rendered.send(sender=Invoice, invoice=invoice), robust=True)
    return bool(done)


def _hold(invoice: Invoice, rule: str, reason: str) -> bool:
    log.warning("invoice %s is held: %s", invoice.pk, rule)
    Invoice.objects.filter(pk=invoice.pk, state=Invoice.State.WAITING).update(
        state=Invoice.State.HELD, held_rule=rule[:80], held_reason=reason[:2000], render_due_at=None, render_error=""
    )
    return False


def _try_later(invoice: Invoice, now: datetime, error: Exception) -> None:
    """1, 2, 4 … minutes, then every six hours: a mended template or a returned disk needs no hand."""
    log.error("invoice %s was not made (attempt %s): %s", invoice.pk, invoice.render_attempts, error)
    wait = min(timedelta(minutes=2 ** min(invoice.render_attempts - 1, 12)), LONGEST_WAIT)
    Invoice.objects.filter(pk=invoice.pk, state=Invoice.State.WAITING).update(
        render_due_at=now + wait, render_error=f"{type(error).__name__}: {error}"[:2000]
    )
