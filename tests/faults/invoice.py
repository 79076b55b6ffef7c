"""4: the worker is killed while it makes an invoice. Its lease is let run out at once; what follows is measured."""

import time
from datetime import date
from decimal import Decimal

from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone

from orders.actions import issue_invoice, save_order
from orders.ingest import generic
from orders.invariants import file_problem
from orders.models import Invoice, SellerSettings
from orders.tasks import LEASE
from tests.faults.goods import order_json
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, moment, until

AFTER_THE_LEASE = 30
TAX = {
    "subtotal": "60.00", "shipping_total": "1.00", "shipping_tax_total": "0.19", "tax_total": "11.41",
    "tax_lines": [{"title": "VAT", "rate": "23", "net": "49.59", "amount": "11.41"}],
}  # fmt: skip


def prepare(shop: Shop) -> None:
    seller = SellerSettings.load()
    seller.legal_name, seller.vat_number, seller.city = "Dom i Ogród sp. z o.o.", "PL5265877635", "Łódź"
    seller.street, seller.postcode, seller.country = "ul. Długa 1", "90-001", "PL"
    seller.save()
    if "worker" not in shop.running:
        shop.start_worker()


def taxed(number: str) -> dict[str, object]:
    said = order_json(number, **TAX)
    tax = ("3.74", "3.74", "3.74")
    lines = [{**line, "tax_rate": "23", "tax_total": each} for line, each in zip(said["lines"], tax, strict=True)]
    address = {"name": "Anna Nowak", "street": "ul. Łąkowa 5", "postcode": "31-443", "city": "Kraków", "country": "PL"}
    return {"id": number, **said, "lines": lines, "billing_address": address, "shipping_address": address}


def trial(shop: Shop, number: int, found: Found) -> None:
    name = f"i{number}-{time.time_ns()}"
    order, _outcome = save_order(generic.parse(taxed(name)))
    invoice = issue_invoice(order, f"FV/{name}", date(2026, 11, 2), "pl")
    begun = Invoice.objects.filter(pk=invoice.pk, render_attempts__gt=0)
    if not until(begun.exists, 60, 0.02):
        found.violations.append(f"{invoice.number}: nobody began to make it")
        return
    moment(0.0, 3.0)
    shop.kill("worker")
    found.note("killed before it was ready", not Invoice.objects.get(pk=invoice.pk).is_ready)
    shop.start_worker()
    # As if the lease had run out: what comes now may take half a minute.
    Invoice.objects.filter(pk=invoice.pk, state=Invoice.State.WAITING).update(render_due_at=timezone.now())
    began = time.monotonic()
    call_command("tick")
    done = until(lambda: Invoice.objects.get(pk=invoice.pk).state != Invoice.State.WAITING, 120)
    took = time.monotonic() - began
    found.note("slowest, seconds after the lease", took, max)
    check(Invoice.objects.get(pk=invoice.pk), found)
    if not done or took > AFTER_THE_LEASE:
        late = f"{took:.0f} s after its lease of {LEASE.total_seconds():.0f} s"
        found.violations.append(f"{invoice.number} was {'ready' if done else 'not ready'} {late}")


def check(invoice: Invoice, found: Found) -> None:
    if Invoice.objects.filter(order=invoice.order_id).count() != 1:
        found.violations.append(f"{invoice.number}: the order has more than one number")
    if not invoice.is_ready:
        found.violations.append(
            f"{invoice.number} is {invoice.state}: {invoice.held_rule} {invoice.held_reason[:200]}"
        )
    elif problem := file_problem(str(invoice.file.name), invoice.sha256):
        found.violations.append(f"{invoice.number}: {problem}")
    elif invoice.total != Decimal(f"{invoice.order.total}"):
        found.violations.append(f"{invoice.number}: its total is not the order's")
    if not storages["private"].exists(str(invoice.file.name)):
        found.violations.append(f"{invoice.number}: no file")


FAULTS = (Fault(4, "worker killed while it makes an invoice", 5, 50, prepare, trial),)
