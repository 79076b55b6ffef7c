"""5: the web server is killed while a return with three photos is sent; then the same pages are sent again."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.storage import storages
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.utils import timezone

from orders.actions import save_order
from orders.ingest import generic
from orders.invariants import file_problem
from orders.models import Order
from portal.accounts.models import User
from returns.actions import sweep_files
from returns.models import Attachment, Case, Upload
from tests.faults.goods import form_data, order_json, photo
from tests.faults.ingest import prepare_web
from tests.faults.ledger import Ledger
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, moment

PHOTOS = [photo(number) for number in range(3)]


class Sender:
    """A customer of her own for each trial, signed in, with a delivered order and a start that she has begun.

    `is_ahead`: the photos go one by one before their form, as the page's script sends them; else with the form.
    """

    def __init__(self, name: str, *, is_ahead: bool = False) -> None:
        self.user = User.objects.create_user(f"{name}@example.com", None, name="Anna")
        EmailAddress.objects.create(user=self.user, email=self.user.email, verified=True, primary=True)
        said = {"id": name, **order_json(name), "status": "delivered", "email": self.user.email}
        self.order, _outcome = save_order(generic.parse(said))
        Order.objects.filter(pk=self.order.pk).update(
            customer=self.user, status="delivered", shop_status="delivered", delivered_at=timezone.now()
        )
        client = Client()
        client.force_login(self.user)
        self.token = _get_new_csrf_string()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"
        self.key, self.is_ahead = str(uuid4()), is_ahead
        self.lines = list(self.order.lines.order_by("position"))

    def post(
        self, shop: Shop, path: str, fields: dict[str, str], photos: Sequence[bytes] = (), expected: int = 302
    ) -> None:
        body, kind = form_data({"csrfmiddlewaretoken": self.token, **fields}, list(photos))
        headers = {"Content-Type": kind, "Cookie": self.cookies, "Origin": settings.SITE_URL}
        status, said = shop.ask("POST", path, body, headers)
        if status != expected and not (expected == 200 and status == 404 and self.is_sent()):
            raise RuntimeError(f"{path} was answered with {status}: {said[-2000:].decode(errors='replace')}")

    def is_sent(self) -> bool:
        return Case.objects.filter(submission_key=self.key).exists()

    def begin(self, shop: Shop) -> None:
        self.post(shop, "/cases/new/", {"kind": "return", "order": self.order.slug, "key": self.key})

    def fill_in(self, shop: Shop) -> None:
        """Every page before the last; sent again, each says the same."""
        counts = {f"quantity_{line.pk}": str(int(line is self.lines[0])) for line in self.lines}
        self.post(shop, f"/cases/new/{self.key}/items/", counts)
        if self.is_ahead:
            for each in PHOTOS:
                self.post(shop, "/cases/files/", {"submission_key": self.key}, [each], expected=200)
        reason = {f"reason_{self.lines[0].pk}": "damaged", "note": "It came in pieces."}
        self.post(shop, f"/cases/new/{self.key}/reason/", reason, () if self.is_ahead else PHOTOS)

    def send(self, shop: Shop) -> bool:
        """True when the case was acknowledged: the browser is sent on to it."""
        self.post(shop, f"/cases/new/{self.key}/check/", {})
        return True

    def go_through(self, shop: Shop) -> bool:
        self.fill_in(shop)
        return self.send(shop)


def trial(shop: Shop, number: int, found: Found) -> None:
    ledger = Ledger(shop.folder / f"return-{number}.ledger")
    sender = Sender(f"r{number}x{time.time_ns()}", is_ahead=bool(number % 2))
    sender.begin(shop)

    def send() -> None:
        ledger.sent(sender.key)
        try:
            if sender.go_through(shop):
                ledger.acknowledged(sender.key)
        except (OSError, HTTPException):
            return

    thread = threading.Thread(target=send)
    thread.start()
    moment(0.05, 4.0)
    shop.kill("web")
    shop.start_web()
    thread.join()
    check(sender, found, is_sure=bool(ledger.keys("acknowledged")))
    shop.ready()
    sender.go_through(shop)
    sender.go_through(shop)
    check(sender, found, is_sure=True)
    found.note("killed before it was acknowledged", not ledger.keys("acknowledged"))
    ledger.close()
    check_files(found)


def check(sender: Sender, found: Found, *, is_sure: bool) -> None:
    cases = list(Case.objects.filter(submission_key=sender.key))
    if len(cases) > 1 or (is_sure and not cases):
        found.violations.append(f"return of order {sender.order.number}: {len(cases)} cases")
    for case in cases:
        photos = list(case.attachments.all())
        if len(photos) != len(PHOTOS):
            found.violations.append(f"{case.reference} has {len(photos)} of {len(PHOTOS)} photos")
        if case.lines.count() != 1 or sender.order.lines.filter(returned_quantity=1).count() != 1:
            found.violations.append(f"{case.reference}: its piece is not reserved once")
        found.violations += [
            f"{case.reference}: {problem}"
            for each in photos
            if (problem := file_problem(str(each.file.name), each.sha256))
        ]


def check_files(found: Found) -> None:
    """A day later the sweep has taken every file that no row names, and none that one does."""
    found.note("unused files swept", sweep_files(timezone.now() + timedelta(hours=25)))
    named = {
        name
        for model in (Attachment, Upload)
        for pair in model.objects.values_list("file", "thumbnail")
        for name in pair
        if name
    }
    root = Path(storages["private"].path("cases"))
    kept = {f"cases/{file.relative_to(root)}" for file in root.rglob("*") if file.is_file()}
    found.violations += [f"file {name} belongs to no row" for name in sorted(kept - named)]
    found.violations += [f"file {name} is missing" for name in sorted(named - kept)]


FAULTS = (Fault(5, "web server killed while a return with 3 photos is sent", 10, 100, prepare_web, trial),)
