"""What every fault has: a number, a title, how often it is tried, and one trial that names what was violated."""

import json
import random
import threading
import time
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from io import StringIO

from django.core.management import CommandError, call_command

from tests.faults.ledger import Ledger
from tests.faults.shop import Shop


@dataclass
class Found:
    """Of all trials of one fault. `notes` are figures worth telling."""

    trials: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    notes: dict[str, float] = field(default_factory=dict)

    def note(self, name: str, value: float, combine: Callable[[float, float], float] = lambda a, b: a + b) -> None:
        self.notes[name] = combine(self.notes[name], value) if name in self.notes else value


@dataclass(frozen=True)
class Fault:
    """`trial(shop, number, found)` adds to found.violations; `in_ci` and `at_release` say how often it is tried."""

    number: int
    title: str
    in_ci: int
    at_release: int
    prepare: Callable[[Shop], None]
    trial: Callable[[Shop, int, Found], None]
    # "postgresql": what is done to its server can't be done to a file.
    only: str = ""


def nothing(shop: Shop) -> None:
    """For faults that need no server of their own."""


def invariants(besides: Container[str] = ()) -> Iterator[str]:
    """What `check_invariants` finds; `besides`: names of checks that are left out."""
    said = StringIO()
    with suppress(CommandError):
        call_command("check_invariants", "--json", stdout=said)
    for each in json.loads(said.getvalue())["checks"]:
        if each["check"] not in besides:
            yield from each["found"]


def moment(least: float, most: float) -> None:
    time.sleep(random.uniform(least, most))  # noqa: S311 - when to kill is no secret


def send_until_killed(
    shop: Shop, ledger: Ledger, keys: Iterator[str], send: Callable[[str], bool], clients: int = 4
) -> tuple[list[threading.Thread], threading.Event]:
    """Clients that send one thing after the other; each ends when its server is gone, or when told so."""
    enough, lock = threading.Event(), threading.Lock()

    def client() -> None:
        while not enough.is_set():
            with lock:
                key = next(keys)
            ledger.sent(key)
            try:
                if send(key):
                    ledger.acknowledged(key)
            except (OSError, HTTPException):
                return

    threads = [threading.Thread(target=client) for _client in range(clients)]
    for thread in threads:
        thread.start()
    return threads, enough


def until(is_so: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            return False
        time.sleep(pause)
    return True
