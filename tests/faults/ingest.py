"""1: the web server is killed while orders come by API. 2: while they come by webhook."""

import itertools
import json
import random

from django.conf import settings
from django.core.management import call_command

from orders.models import Envelope, Order
from portal.api.keys import make_key
from portal.api.models import ApiKey
from tests.faults.goods import LINES, SOURCE, event, order_json, signed
from tests.faults.ledger import Ledger
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, moment, send_until_killed, until

API_KEY: list[str] = []
AFTERWARDS_SECONDS = 90


def prepare_api(shop: Shop) -> None:
    if not API_KEY:
        API_KEY[:] = [make_key("faults", SOURCE, [ApiKey.Scope.values[0], *ApiKey.Scope.values[1:]])[1]]
    prepare_web(shop)


def prepare_web(shop: Shop) -> None:
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        # Pages name the files of the site's look, which a server finds once they are collected.
        call_command("collectstatic", interactive=False, verbosity=0)
    if "web" not in shop.running:
        shop.start_web()
        shop.ready()


def prepare_web_and_worker(shop: Shop) -> None:
    prepare_web(shop)
    if "worker" not in shop.running:
        shop.start_worker()


def put(shop: Shop, number: str) -> bool:
    headers = {
        "Authorization": f"Bearer {API_KEY[0]}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"key-{number}",
    }
    body = json.dumps(order_json(number)).encode()
    status, said = shop.ask("PUT", f"/api/v1/orders/{SOURCE}/{number}", body, headers)
    if status not in (200, 201):
        raise RuntimeError(f"the API said {status}: {said[:300]!r}")
    return True


def kill_in_the_middle(shop: Shop, ledger: Ledger, prefix: str, send: object) -> None:
    numbers = (f"{prefix}-{count}" for count in itertools.count())
    threads, enough = send_until_killed(shop, ledger, numbers, lambda number: send(shop, number))  # type: ignore[operator]
    moment(0.3, 2.5)
    shop.kill("web")
    enough.set()
    shop.start_web()
    for thread in threads:
        thread.join()


def check_orders(ledger: Ledger, source: str, found: Found, *, all_of_them: bool) -> None:
    """Acknowledged: there once and whole. Not acknowledged: not there, or once and whole."""
    sent, sure = ledger.keys("sent"), ledger.keys("acknowledged")
    rows = Order.objects.filter(source=source, external_id__in=sent).prefetch_related("lines")
    there: dict[str, Order] = {}
    for order in rows:
        if order.external_id in there:
            found.violations.append(f"order {order.external_id} is there twice")
        there[order.external_id] = order
        said = order_json(order.external_id)
        if order.lines.count() != LINES or str(order.total) != f"{said['total']}00":
            found.violations.append(f"order {order.external_id} is there by half")
    found.violations += [f"order {number} was acknowledged and is lost" for number in sorted(sure - there.keys())]
    if all_of_them:
        found.violations += [f"order {number} is missing after its retry" for number in sorted(sent - there.keys())]
    else:
        found.note("acknowledged", len(sure))
        found.note("in doubt", len(sent - sure))
        found.note("in doubt and written", len((sent - sure) & there.keys()))


def api_trial(shop: Shop, number: int, found: Found) -> None:
    ledger = Ledger(shop.folder / f"api-{number}.ledger")
    kill_in_the_middle(shop, ledger, f"a{number}x{random.randrange(10**6)}", put)  # noqa: S311
    shop.ready()
    check_orders(ledger, SOURCE, found, all_of_them=False)
    for each in sorted(ledger.in_doubt()):
        put(shop, each)
        put(shop, each)
    check_orders(ledger, SOURCE, found, all_of_them=True)
    ledger.close()


def post(shop: Shop, number: str) -> bool:
    body = event("order.created", {"id": number, **order_json(number)})
    status, said = shop.ask("POST", "/hooks/generic/", body, signed(f"msg_{number}", body))
    if status != 200:
        raise RuntimeError(f"the webhook said {status}: {said[:300]!r}")
    return True


def webhook_trial(shop: Shop, number: int, found: Found) -> None:
    ledger = Ledger(shop.folder / f"webhook-{number}.ledger")
    kill_in_the_middle(shop, ledger, f"w{number}x{random.randrange(10**6)}", post)  # noqa: S311
    kept = {f"msg_{each}" for each in ledger.keys("acknowledged")}
    lost = kept - set(Envelope.objects.filter(delivery_id__in=kept).values_list("delivery_id", flat=True))
    found.violations += [f"delivery {name} was acknowledged and is lost" for name in sorted(lost)]
    shop.ready()
    for each in sorted(ledger.in_doubt()):
        post(shop, each)
        post(shop, each)
    call_command("tick")
    waiting = Envelope.objects.filter(delivery_id__in=[f"msg_{each}" for each in ledger.keys("sent")])
    until(lambda: not waiting.exclude(state=Envelope.State.APPLIED).exists(), AFTERWARDS_SECONDS)
    check_orders(ledger, "generic", found, all_of_them=False)
    check_orders(ledger, "generic", found, all_of_them=True)
    ledger.close()


FAULTS = (
    Fault(1, "web server killed while orders come by API", 10, 100, prepare_api, api_trial),
    Fault(2, "web server killed while webhooks come", 5, 50, prepare_web_and_worker, webhook_trial),
)
