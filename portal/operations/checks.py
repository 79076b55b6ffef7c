"""What must work for the site to have visitors, and what is watched beside: what is wrong, and what to do.

Pure of requests. A check answers with Said; what it raises is a failure whose reason goes into the log.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import disk_usage
from typing import Any, Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from modelsearch.backends import get_search_backend

from kb.models import ArticlePage, IndexDue
from kb.search.backend import WhooshSearchBackend
from kb.search.backend.store import IndexUnusable
from orders.hooks.queries import envelopes_due
from portal.notifications.models import Mail
from portal.operations.pulses import LATE_SECONDS, Name, age_in_seconds, is_late, pulses
from portal.webhooks_out.queries import calls_due

State = Literal["ok", "warn", "fail"]
LATE_MINUTES = LATE_SECONDS // 60
REBUILD = "Run `manage.py rebuild_modelsearch_index`."
FEW_BYTES, TOO_FEW_BYTES = 1024**3, 100 * 1024**2


@dataclass(frozen=True, slots=True)
class Said:
    """`says` what was found, `do` what to do about it; both in plain English for the operator."""

    state: State
    says: str = ""
    do: str = ""

    def as_dict(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


FINE = Said("ok")
Check = Callable[[datetime], Said]


@cache
def _all_applied() -> bool:
    """Raises NotYet until it is true; then it stays true for this release, and is not asked again."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise NotYet(len(waiting))
    return True


class NotYet(Exception):
    """Migrations that are not applied; args[0] is how many."""


def migrations(_now: datetime) -> Said:
    try:
        _all_applied()
    except NotYet as error:
        return Said("fail", f"{error.args[0]} migrations are not applied.", "Run `manage.py migrate`.")
    return FINE


def folders() -> list[Path]:
    """Those a web process writes to."""
    found = [Path(settings.DATA_DIR)]
    for name, folder in (("default", settings.MEDIA_ROOT), ("private", settings.PRIVATE_ROOT)):
        if settings.STORAGES[name]["BACKEND"].endswith("FileSystemStorage"):
            found.append(Path(folder))
    return found


def files(_now: datetime) -> Said:
    """Each folder takes a file, or can be made."""
    for folder in folders():
        there = folder
        while not there.exists():
            there = there.parent
        try:
            with tempfile.NamedTemporaryFile(dir=there, prefix=".probe-") as probe:
                probe.write(b"kept")
                probe.flush()
        except OSError as error:
            return Said(
                "fail",
                f"{folder} can't be written: {os.strerror(error.errno or 0)}.",
                "Give the folder to the user the site runs as, or free some space.",
            )
    return FINE


def disk(_now: datetime) -> Said:
    least = min((disk_usage(folder if folder.exists() else settings.DATA_DIR).free for folder in folders()), default=0)
    if least > FEW_BYTES:
        return FINE
    state: State = "fail" if least < TOO_FEW_BYTES else "warn"
    return Said(state, f"{least // 1024**2} MB are free.", "Free some space: RUNBOOK.md, “The disk is full”.")


def tick(now: datetime) -> Said:
    pulse = pulses().get(Name.TICK)
    if pulse is None:
        return Said(
            "warn", "`manage.py tick` has never run.", "Start `manage.py tick --loop`, or a timer each minute."
        )
    if is_late(pulse, now):
        minutes = int((age_in_seconds(pulse, now) or 0) // 60)
        return Said("warn", f"The last tick was {minutes} minutes ago.", "Start `manage.py tick --loop` again.")
    if pulse.failed:
        return Said("warn", f"Steps of the last tick failed: {', '.join(pulse.failed)}.", "Look into tick's log.")
    return FINE


def worker(now: datetime) -> Said:
    found = pulses()
    if is_late(found.get(Name.TICK), now):
        return Said("warn", "Unknown: tick asks the worker for a sign of life, and tick is not there.", "Start tick.")
    pulse = found.get(Name.WORKER)
    if pulse is None:
        return Said("warn", "No worker has ever given a sign of life.", "Start `manage.py worker`.")
    if is_late(pulse, now):
        minutes = int((age_in_seconds(pulse, now) or 0) // 60)
        do = "Start a worker again; if one runs, it can't keep up: start another."
        return Said("warn", f"No sign of life from a worker for {minutes} minutes.", do)
    return FINE


def first_is_late(rows: Any, now: datetime) -> int:
    """Minutes since the first of the rows was due; 0 while that is not worth a word."""
    first = rows.order_by("due_at").values_list("due_at", flat=True).first()
    minutes = int((now - first).total_seconds() // 60) if first else 0
    return minutes if minutes >= LATE_MINUTES else 0


def mail(now: datetime) -> Said:
    minutes = first_is_late(Mail.objects.filter(state=Mail.State.READY, due_at__lte=now), now)
    do = "Look under Settings → Mails for the reason; is MAIL_URL right, does a worker run?"
    return Said("warn", f"A mail has been waiting for {minutes} minutes.", do) if minutes else FINE


def webhooks(now: datetime) -> Said:
    for rows, what in ((envelopes_due(now), "delivery of a shop or carrier"), (calls_due(now), "call to a listener")):
        if minutes := first_is_late(rows, now):
            return Said("warn", f"A {what} has been waiting for {minutes} minutes.", "Does a worker run?")
    return FINE


def index(now: datetime) -> Said:
    """Readers find articles without it too, only less well: it is no reason to send them away."""
    backend = get_search_backend()
    if isinstance(backend, WhooshSearchBackend):
        try:
            backend.get_index_for_model(ArticlePage).store.current()
        except IndexUnusable as error:
            return Said("warn", f"There is no usable index: {error}.", REBUILD)
    minutes = first_is_late(IndexDue.objects.filter(due_at__lte=now), now)
    return Said("warn", f"A changed article waits for {minutes} minutes.", "Does tick run?") if minutes else FINE


NEEDED: dict[str, Check] = {"migrations": migrations, "files": files}
WATCHED: dict[str, Check] = {
    "index": index,
    "tick": tick,
    "worker": worker,
    "mail": mail,
    "webhooks": webhooks,
    "disk": disk,
}
