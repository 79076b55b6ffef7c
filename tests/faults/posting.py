"""7: killed between a mail's sending and its row. 11: the mail server is away, slow, puts off, refuses."""

import os
import signal
import threading
import time
from statistics import quantiles

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from portal.notifications.actions import deliver, store_mail
from portal.notifications.models import Mail
from tests.faults.ingest import prepare_web_and_worker
from tests.faults.postbox import Postbox
from tests.faults.shop import Shop
from tests.faults.trials import Fault, Found, moment, until

MOODS = ("away", "slow", "4xx", "5xx")
MAILS, LOOKS = 8, 20
AFTERWARDS_SECONDS = 300
BOX: list[Postbox] = []


def box() -> Postbox:
    if not BOX:
        BOX.append(Postbox(int(settings.MAIL_TRANSPORT["port"])))
    BOX[0].open()
    BOX[0].mood, BOX[0].once_taken = "fine", None
    return BOX[0]


def prepare_alone(shop: Shop) -> None:
    """Nobody else sends."""
    if "worker" in shop.running:
        shop.kill("worker")
    box()


def prepare_all(shop: Shop) -> None:
    box()
    prepare_web_and_worker(shop)
    shop.ready()


def write(name: str) -> Mail:
    return store_mail(to=f"{name}@example.com", subject="News", text="It is here.", kind="fault")


def killed_trial(shop: Shop, number: int, found: Found) -> None:
    post, mail = box(), write(f"k{number}x{time.time_ns()}")
    before, child, gate = len(post.got), 0, threading.Event()

    def kill() -> None:
        """It never hears that the mail is kept."""
        gate.wait(10)
        os.kill(child, signal.SIGKILL)

    if number % 2 == 0:
        post.once_taken = kill
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            deliver(mail.pk, timezone.now())
        finally:
            os._exit(0)
    gate.set()
    until(lambda: len(post.got) > before, 30, 0.0005)
    if post.once_taken is None:
        moment(0.0, 0.003)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    post.once_taken = None
    mail.refresh_from_db()
    found.note("killed before it was marked", mail.state != Mail.State.SENT)
    # As if its lease had run out.
    Mail.objects.filter(pk=mail.pk).exclude(state=Mail.State.SENT).update(lease_until=timezone.now())
    deliver(mail.pk, timezone.now())
    mail.refresh_from_db()
    copies = [each for each in post.got[before:] if each == mail.message_id]
    if mail.state != Mail.State.SENT or not 1 <= len(copies) <= 2 or len(copies) != len(post.got) - before:
        found.violations.append(f"mail {mail.pk} is {mail.state}, came {len(copies)} times, {post.got[before:]}")


def looks(shop: Shop) -> float:
    """95 of 100 looks at a page are quicker, in seconds."""
    took = []
    for _look in range(LOOKS):
        began = time.monotonic()
        status, _said = shop.ask("GET", "/account/login/")
        took.append(time.monotonic() - began)
        if status != 200:
            raise RuntimeError(f"the page was answered with {status}")
    return quantiles(took, n=20)[-1]


def trial(shop: Shop, number: int, found: Found) -> None:
    post, mood = box(), MOODS[number % len(MOODS)]
    calm = looks(shop)
    if mood == "away":
        post.close()
    post.mood = mood
    mails = [write(f"{mood}{place}x{time.time_ns()}") for place in range(MAILS)]
    rows = Mail.objects.filter(pk__in=[mail.pk for mail in mails])
    wild = looks(shop)
    until(lambda: not rows.filter(error="", state=Mail.State.READY).exists(), 30)
    found.note(f"p95 of a page, {mood}, ms", wild * 1000, max)
    found.note("p95 in peace, ms", calm * 1000, max)
    if wild > 3 * calm + 0.5:
        found.violations.append(f"{mood}: a page took {wild:.2f} s, in peace {calm:.2f} s")
    if rows.filter(state=Mail.State.DEAD).exists():
        found.violations.append(f"{mood}: mails were given up at their first refusal")
    box()
    began = time.monotonic()
    # As if the wait until their next try were over.
    rows.filter(state=Mail.State.READY).update(due_at=timezone.now(), lease_until=None)
    call_command("tick")
    if not until(lambda: not rows.exclude(state=Mail.State.SENT).exists(), AFTERWARDS_SECONDS):
        found.violations.append(f"{mood}: {rows.exclude(state=Mail.State.SENT).count()} mails are not out")
    found.note("slowest until all were out, s", time.monotonic() - began, max)
    lost = {mail.message_id for mail in mails} - set(post.got)
    found.violations += [f"{mood}: mail {name} is lost" for name in sorted(lost)]


FAULTS = (
    Fault(7, "killed between a mail's sending and its mark", 3, 30, prepare_alone, killed_trial),
    Fault(11, "mail server away, slow, 4xx, 5xx", len(MOODS), 5 * len(MOODS), prepare_all, trial),
)
