"""18: eight clients return the same piece at once. The control does it as one must not, and has to fail."""

import threading
import time
from collections.abc import Callable

from django.db import connection

from orders.actions import reserve_return, save_order
from orders.actions.returning import NothingLeftToReturn
from orders.ingest import generic
from orders.models import OrderLine
from tests.faults.goods import order_json
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, nothing

CLIENTS = 8


def at_once(take: Callable[[], bool]) -> int:
    """How many of the clients got one."""
    gate, taken = threading.Barrier(CLIENTS), []

    def client() -> None:
        gate.wait()
        try:
            taken.append(take())
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(taken)


def rightly(line: int) -> bool:
    try:
        reserve_return(line, 1)
    except NothingLeftToReturn:
        return False
    return True


def control() -> int:
    """Looks, then takes: between the two everybody else has looked, too."""
    left, looked = [1], threading.Barrier(CLIENTS)

    def naively() -> bool:
        is_free = left[0] > 0
        looked.wait()
        if is_free:
            left[0] -= 1
        return is_free

    return at_once(naively)


def trial(shop: Shop, number: int, found: Found) -> None:
    name = f"o{number}x{time.time_ns()}"
    order, _outcome = save_order(generic.parse({"id": name, **order_json(name)}))
    line = order.lines.all()[0]
    OrderLine.objects.filter(pk=line.pk).update(quantity=1)
    taken = at_once(lambda: rightly(line.pk))
    line.refresh_from_db()
    if (taken, line.returned_quantity) != (1, 1):
        found.violations.append(f"{name}: {taken} of {CLIENTS} got it, {line.returned_quantity} of 1 is returned")
    # No case holds it: the check that looks for that must find a whole shop.
    OrderLine.objects.filter(pk=line.pk).update(returned_quantity=0)
    over = control() > 1
    if not over:
        found.violations.append("the control did not over-return: this race proves nothing")
    found.note("over-returned by the control", over)


FAULTS = (Fault(18, "8 clients return 1 piece", 60, 500, nothing, trial),)
