"""10: no room for files, then none for the database; what was told is told truly, and it goes on when there is room.

The web server's processes may write no file beyond a size (RLIMIT_FSIZE): to whoever writes, that is a full disk. It
needs no rights, takes effect at once and is taken back as quickly. PostgreSQL's own disk is not filled.
"""

import resource
import time

from django.db import connection

from tests.faults.ingest import check_orders, prepare_api, put
from tests.faults.ledger import Ledger
from tests.faults.returning import Sender, check, check_files
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found

TOLD = (503, 507)
# Photos are larger, and so is a database that is a file.
FILE_BYTES, NOTHING = 8_000, 1
ORDERS = 5


def leave(shop: Shop, size: int) -> None:
    for pid in shop.processes("web"):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def trial(shop: Shop, number: int, found: Found) -> None:
    photos_trial(shop, number, found)
    if connection.vendor == "sqlite":
        # Elsewhere the database's files are its own server's.
        database_trial(shop, number, found)


def photos_trial(shop: Shop, number: int, found: Found) -> None:
    sender = Sender(f"f{number}x{time.time_ns()}", is_ahead=True)
    sender.begin(shop)
    leave(shop, FILE_BYTES)
    told = ""
    try:
        sender.go_through(shop)
        found.violations.append("a return with photos was taken without room for them")
    except RuntimeError as error:
        told = str(error)
    finally:
        leave(shop, resource.RLIM_INFINITY)
    if not any(f"answered with {status}" in told for status in TOLD):
        found.violations.append(f"without room: {told[:200]}")
    check(sender, found, is_sure=False)
    sender.go_through(shop)
    check(sender, found, is_sure=True)
    check_files(found)


def database_trial(shop: Shop, number: int, found: Found) -> None:
    ledger = Ledger(shop.folder / f"full-{number}-{time.time_ns()}.ledger")
    leave(shop, NOTHING)
    try:
        for place in range(ORDERS):
            name = f"e{number}x{time.time_ns()}-{place}"
            ledger.sent(name)
            try:
                put(shop, name)
            except RuntimeError as error:
                if not any(f"said {status}" in str(error) for status in TOLD):
                    found.violations.append(f"without room for the database: {str(error)[:200]}")
            else:
                ledger.acknowledged(name)
        status, _headers, _said = shop.hear("GET", "/account/login/")
        found.note("pages that could still be read", status == 200)
    finally:
        leave(shop, resource.RLIM_INFINITY)
    check_orders(ledger, "faults", found, all_of_them=False)
    for each in sorted(ledger.in_doubt()):
        put(shop, each)
    check_orders(ledger, "faults", found, all_of_them=True)
    ledger.close()


FAULTS = (Fault(10, "no room on the disk", 1, 10, prepare_api, trial),)
