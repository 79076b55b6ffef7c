"""A stream as WSGI and ASGI send it: waits for the hub, says that it lives, ends by itself, gives its place back."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator

from portal.live.hub import hub
from portal.live.listening import Ear, Listener
from portal.live.rules import HEARTBEAT, LIFE, STREAMS_A_PERSON

# Browsers come back after a second; the comment makes proxies pass on the head at once.
GREETING = b"retry: 1000\n: hello\n\n"
ALIVE = b": \n\n"


class Places:
    """How many streams this process holds at most; each of them takes a thread of a WSGI server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, whose: str, most: int) -> bool:
        with self._lock:
            if self._taken.total() >= most or self._taken[whose] >= STREAMS_A_PERSON:
                return False
            self._taken[whose] += 1
            return True

    def give_back(self, whose: str) -> None:
        with self._lock:
            self._taken[whose] -= 1
            self._taken += Counter()

    @property
    def taken(self) -> int:
        with self._lock:
            return self._taken.total()


places = Places()


def owner_of(ear: Ear) -> str:
    return ear.session or f"guest:{ear.case}"


class Stream:
    """For a thread. Django calls close() when the browser has gone, also before the first byte."""

    def __init__(self, listener: Listener) -> None:
        self.listener, self.owner = listener, owner_of(listener.ear)
        self._ends = time.monotonic() + LIFE
        self._is_open = True
        self._greeting = GREETING
        hub.join(listener)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._greeting:
            greeting, self._greeting = self._greeting, b""
            return greeting
        self.listener.wait(min(HEARTBEAT, max(0.0, self._ends - time.monotonic())))
        if self.listener.is_closed or time.monotonic() >= self._ends:
            self.close()
            raise StopIteration
        return self.listener.take() or ALIVE

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            hub.leave(self.listener)
            places.give_back(self.owner)


class AsyncStream:
    """The same for an event loop, where thousands wait in one thread."""

    def __init__(self, listener: Listener) -> None:
        self._stream = Stream(listener)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._run()

    async def _run(self) -> AsyncIterator[bytes]:
        listener, loop, stirred = self._stream.listener, asyncio.get_running_loop(), asyncio.Event()
        listener.wake = lambda: loop.call_soon_threadsafe(stirred.set)
        ends = loop.time() + LIFE
        try:
            yield GREETING
            while not listener.is_closed and loop.time() < ends:
                if text := listener.take():
                    yield text
                    continue
                try:
                    await asyncio.wait_for(stirred.wait(), min(HEARTBEAT, ends - loop.time()))
                except TimeoutError:
                    yield ALIVE
                stirred.clear()
        finally:
            self._stream.close()

    def close(self) -> None:
        self._stream.close()
