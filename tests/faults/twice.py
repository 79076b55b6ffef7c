"""17: the last page of a start and the confirmation of a withdrawal, each from two tabs, again and after a kill."""

import re
import threading
import time
from html import unescape
from http.client import HTTPException
from io import StringIO
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from returns.models import Case, Withdrawal
from returns.withdrawing.matching import match
from tests.faults.ingest import prepare_web
from tests.faults.returning import Sender
from tests.faults.returning import check as check_return
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, moment

TABS = 2
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Declaring:
    """The second page of /withdraw/, open in a browser: of somebody signed in about her order, else of a guest."""

    def __init__(self, shop: Shop, sender: Sender, *, is_guest: bool) -> None:
        self.order, self.email = sender.order, str(sender.user.email)
        self.pieces = sum(line.quantity for line in sender.lines) if is_guest else 1
        self.cookies = "" if is_guest else sender.cookies
        self.first = {"name": "Anna", "email": self.email, "contract": sender.order.number}
        if not is_guest:
            chosen = {f"quantity_{line.pk}": str(int(line is sender.lines[1])) for line in sender.lines}
            self.first |= {"order": sender.order.slug, **chosen}
        status, page = self.post(shop, "/withdraw/check/", self.first)
        form = re.search(r'action="[^"]*/withdraw/confirm/"(.*?)</form>', page, re.DOTALL)
        if status != 200 or form is None:
            raise RuntimeError(f"the second page was answered with {status}: {page[-2000:]}")
        self.fields = {name: unescape(value) for name, value in HIDDEN.findall(form[1])}

    def post(self, shop: Shop, path: str, fields: dict[str, str]) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": settings.SITE_URL}
        if self.cookies:
            headers["Cookie"] = self.cookies
        status, said = shop.ask("POST", path, urlencode(fields).encode(), headers)
        return status, said.decode(errors="replace")

    def confirm(self, shop: Shop) -> bool:
        status, said = self.post(shop, "/withdraw/confirm/", self.fields)
        if status != 302:
            raise RuntimeError(f"the confirmation was answered with {status}: {said[-2000:]}")
        return True

    def rows(self) -> list[Withdrawal]:
        return [each for each in Withdrawal.objects.all() if each.content.get("email") == self.email]


def prepare(shop: Shop) -> None:
    """Its pages name the files of the site's look, which a server finds once they are collected."""
    call_command("collectstatic", interactive=False, verbosity=0)
    if "web" in shop.running:
        shop.kill("web")
    prepare_web(shop)


def trial(shop: Shop, number: int, found: Found) -> None:
    cache.clear()  # how often one address withdrew
    sender = Sender(f"t{number}x{time.time_ns()}", is_ahead=bool(number % 2))
    sender.begin(shop)
    sender.fill_in(shop)
    declaring = Declaring(shop, Sender(f"w{number}x{time.time_ns()}"), is_guest=bool(number % 2))
    acknowledged: list[str] = []
    wrong: list[str] = []

    def press(what: str) -> None:
        try:
            _done = sender.send(shop) if what == "case" else declaring.confirm(shop)
            acknowledged.append(what)
        except (OSError, HTTPException):
            return
        except RuntimeError as error:
            wrong.append(str(error))

    threads = [threading.Thread(target=press, args=(what,)) for what in ("case", "withdrawal") for _tab in range(TABS)]
    for thread in threads:
        thread.start()
    moment(0.0, 1.5)
    shop.kill("web")
    shop.start_web()
    for thread in threads:
        thread.join()
    found.violations += wrong
    check(sender, declaring, found, set(acknowledged))
    found.note("killed before all were acknowledged", len(acknowledged) < len(threads))
    shop.ready()
    for row in declaring.rows():
        match(row.pk, timezone.now())
    for _retry in range(TABS):
        sender.go_through(shop)
        sender.send(shop)
        declaring.confirm(shop)
        for row in declaring.rows():
            match(row.pk, timezone.now())
    check(sender, declaring, found, {"case", "withdrawal", "matched"})
    found.violations += chain_problems()


def check(sender: Sender, declaring: Declaring, found: Found, sure: set[str]) -> None:
    check_return(sender, found, is_sure="case" in sure)
    rows = declaring.rows()
    if len(rows) > 1 or ("withdrawal" in sure and not rows):
        found.violations.append(f"order {declaring.order.number}: {len(rows)} withdrawals")
    cases = Case.objects.filter(kind="withdrawal", submission_key__in=[row.submission_key for row in rows])
    if "matched" not in sure:
        return
    pieces = sum(declaring.order.lines.values_list("returned_quantity", flat=True))
    if (cases.count(), pieces) != (1, declaring.pieces):
        said = f"{cases.count()} cases, {pieces} of {declaring.pieces} pieces set aside"
        found.violations.append(f"order {declaring.order.number}: {said}")


def chain_problems() -> list[str]:
    said = StringIO()
    try:
        call_command("verify_withdrawals", stdout=StringIO(), stderr=said)
    except CommandError as error:
        return [str(error), *said.getvalue().splitlines()]
    return []


FAULTS = (Fault(17, "last pages sent twice and again, server killed between", 5, 50, prepare, trial),)
