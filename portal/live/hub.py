"""One thread a process looks into the database for all its streams, and only while there are any.

Streams themselves never touch the database: they wait for the hub, which holds the one connection.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone, translation

from portal.live import news, presence, signs
from portal.live.doorkeeper import still_welcome
from portal.live.listening import Listener
from portal.live.rules import BEAT, DOOR, LATE_ROWS

logger = logging.getLogger(__name__)


class Hub:
    """`clock` gives the moment, so that tests have their own."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        self.listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._stirred = threading.Event()
        self._thread: threading.Thread | None = None
        self._cursor = 0
        # What was told within the last seconds, so that rows that come late are told, and none twice.
        self._told: dict[int, datetime] = {}
        self._asked_at: datetime | None = None

    def join(self, listener: Listener) -> None:
        with self._lock:
            self.listeners.add(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="live-hub", daemon=True)
                self._thread.start()
        self._stirred.set()

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self.listeners.discard(listener)

    def _watch(self) -> None:
        try:
            while self._is_needed():
                began = time.monotonic()
                try:
                    self.beat()
                except Exception:
                    # A database that is away for a moment must not end every stream.
                    logger.exception("Looking for live news failed")
                    connection.close()
                self._stirred.wait(max(0.05, BEAT - (time.monotonic() - began)))
                self._stirred.clear()
        finally:
            connection.close()

    def _is_needed(self) -> bool:
        with self._lock:
            if not self.listeners:
                self._thread = None
            return bool(self.listeners)

    def beat(self) -> None:
        """One look: news, people, and now and then the door."""
        now = self.clock()
        with self._lock:
            listeners = list(self.listeners)
        fresh = [each for each in listeners if each.is_new]
        came = self._news(now, is_first=len(fresh) == len(listeners))
        for listener in listeners:
            missed = news.since(listener.cursor, now, listener.ear.topics) if listener.is_new else came
            for each in missed:
                listener.hear(each)
        is_due = self._asked_at is None or now - self._asked_at >= timedelta(seconds=DOOR)
        if is_due or fresh:
            signs.of_life([each.ear for each in (listeners if is_due else fresh)], now)
        self._people(listeners, now)
        for listener in fresh:
            listener.is_new = False
        if is_due:
            self._ask_at_the_door(listeners, now)

    def _news(self, now: datetime, is_first: bool) -> list[news.News]:
        """What nobody was told yet."""
        if is_first:
            self._cursor = news.newest()
            self._told = dict.fromkeys((each.id for each in news.since(self._cursor, now)), now)
            return []
        rows = [each for each in news.since(self._cursor, now) if each.id not in self._told]
        self._told = {key: at for key, at in self._told.items() if now - at < 2 * LATE_ROWS}
        self._told |= dict.fromkeys((each.id for each in rows), now)
        self._cursor = max([self._cursor, *(each.id for each in rows)])
        return rows

    def _people(self, listeners: list[Listener], now: datetime) -> None:
        cases = {each.ear.case for each in listeners if each.ear.case is not None}
        found = presence.at_cases(cases, now) if cases else {}
        for listener in listeners:
            if listener.ear.case is not None:
                with translation.override(listener.ear.language):
                    listener.see(found.get(listener.ear.case, ()))

    def _ask_at_the_door(self, listeners: list[Listener], now: datetime) -> None:
        self._asked_at = now
        welcome = still_welcome([each.ear for each in listeners], now)
        for listener, may_stay in zip(listeners, welcome, strict=True):
            if not may_stay:
                listener.close()


hub = Hub()
