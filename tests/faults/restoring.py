"""20: a backup under writes, then all is wiped and restored: rows, files, numbers, passwords as before."""

import hashlib
import os
import shutil
import threading
import time
from datetime import date

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from orders.actions import issue_invoice, save_order
from orders.ingest import generic
from orders.models import Invoice, Order
from orders.tasks import render_invoice
from portal.accounts.models import User
from portal.operations.backup.files import STORAGES, names_in, storage_of
from portal.operations.backup.making import make_backup
from portal.operations.backup.restoring import restore
from tests.faults.goods import LINES, order_json
from tests.faults.invoice import prepare as prepare_seller
from tests.faults.invoice import taxed
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found

ORDERS = int(os.environ.get("FAULT_ORDERS", "200"))
INVOICES = 2
SECRET = "a passphrase for faults"


def prepare(shop: Shop) -> None:
    prepare_seller(shop)
    for name in list(shop.running):
        shop.kill(name)
    if User.objects.filter(email="backup@example.com").exists():
        return
    User.objects.create_user("backup@example.com", "correct horse battery", name="Anna")
    for number in range(ORDERS):
        write_order(f"b{number}")
    for number in range(INVOICES):
        order, _outcome = save_order(generic.parse(taxed(f"bi{number}")))
        invoice = issue_invoice(order, f"FV/B/{number}", date(2026, 11, 2), "pl")
        render_invoice.func(invoice.pk)


def write_order(name: str) -> None:
    save_order(generic.parse({"id": name, **order_json(name)}))


def files() -> dict[str, str]:
    found = {}
    for kind in STORAGES:
        for name in names_in(storage_of(kind)):
            with storage_of(kind).open(name) as file:
                found[f"{kind}/{name}"] = hashlib.sha256(file.read()).hexdigest()
    return found


def trial(shop: Shop, number: int, found: Found) -> None:
    enough = threading.Event()
    stamp = f"{time.time_ns()}"

    def go_on_writing() -> None:
        count = 0
        while not enough.is_set():
            write_order(f"m{stamp}-{count}")
            count += 1
        found.note("orders written meanwhile", count)
        connection.close()

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    time.sleep(1)
    began = time.monotonic()
    file, manifest = make_backup(shop.folder / f"backup-{stamp}", SECRET, timezone.now())
    found.note("backup, s", time.monotonic() - began, max)
    found.note("backup, MB", file.stat().st_size / 1e6, max)
    enough.set()
    writer.join()
    numbers = list(Invoice.objects.order_by("pk").values_list("number", "sha256"))
    people = list(User.objects.order_by("pk").values_list("email", "password"))
    before = files()
    call_command("flush", interactive=False, verbosity=0)
    for kind in STORAGES:
        shutil.rmtree(storage_of(kind).path(""), ignore_errors=True)
    began = time.monotonic()
    done = restore(file, SECRET, timezone.now())
    took = time.monotonic() - began
    found.note("restore, s", took, max)
    found.note("rows", sum(manifest.rows.values()), max)
    found.violations += [f"after the restore: {each}" for each in done.problems]
    if list(Invoice.objects.order_by("pk").values_list("number", "sha256")) != numbers:
        found.violations.append("invoice numbers or their hashes differ")
    if list(User.objects.order_by("pk").values_list("email", "password")) != people:
        found.violations.append("people or passwords differ")
    if files() != before:
        found.violations.append("files differ")
    # Ours, b… and m…: those that the import of a table left here have other numbers of lines.
    ours = Order.objects.filter(external_id__regex=r"^(b|bi|m|after)\d")
    halves = [order for order in ours.prefetch_related("lines") if len(order.lines.all()) != LINES]
    found.violations += [f"order {order.external_id} is there by half" for order in halves]
    if Order.objects.count() < ORDERS + INVOICES:
        found.violations.append(f"{Order.objects.count()} orders of {ORDERS + INVOICES} and more")
    write_order(f"after{stamp}")


FAULTS = (Fault(20, f"backup under writes of {ORDERS:,} orders, wipe, restore", 1, 1, prepare, trial),)
