"""One open stream: what it may hear, and what waits to be sent."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from portal.live.news import QUEUE, News, of_case
from portal.live.presence import Seen, Who, for_agent, for_customer


@dataclass(frozen=True, slots=True)
class Ear:
    """Who listens, as the door let them in. The hub asks again every few seconds whether that is still so."""

    user: int | None
    is_agent: bool
    # The case whose page it is; an agent at the queue has none.
    case: int | None
    reference: str
    # Of a person who is signed in; a guest has a link instead.
    session: str
    language: str

    @property
    def topics(self) -> frozenset[str]:
        own = {of_case(self.reference)} if self.reference else set()
        return frozenset(own | {QUEUE} if self.is_agent else own)

    def hears(self, news: News) -> bool:
        return news.topic in self.topics and (self.is_agent or not news.for_agents)

    def people(self, seen: Iterable[Seen]) -> list[Who]:
        return for_agent(seen, self.user) if self.is_agent else for_customer(seen)


# Numbers that mean something to staff only: a customer hears that something happened, and looks.
FOR_CUSTOMERS = frozenset({"reference", "what", "message"})


def told(ear: Ear, news: News) -> dict[str, Any]:
    """The news as the page's script gets it; `kind` names the event it becomes."""
    data = news.data if ear.is_agent else {name: news.data[name] for name in FOR_CUSTOMERS & news.data.keys()}
    kind = "message" if news.data.get("what") == "message" and news.topic != QUEUE else "case"
    return {"kind": kind, **data}


def told_people(ear: Ear, who: list[Who]) -> dict[str, Any]:
    people = [{"name": each.name, "typing": each.typing} for each in who]
    return {"kind": "presence", "reference": ear.reference, "who": people}


def line(data: dict[str, Any], number: int | None = None) -> bytes:
    """One event as the browser reads it; JSON has no line breaks."""
    head = f"id: {number}\n" if number else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()


@dataclass(eq=False)
class Listener:
    ear: Ear
    cursor: int | None = None
    is_new: bool = True
    is_closed: bool = False
    people: list[Who] | None = None
    lines: deque[bytes] = field(default_factory=deque)
    changed: threading.Condition = field(default_factory=threading.Condition)
    # Of a stream in an event loop, which may not wait for a lock.
    wake: Callable[[], object] | None = None

    def hear(self, news: News) -> None:
        if self.ear.hears(news):
            self.put(line({"id": news.id, **news.age(timezone.now()), **told(self.ear, news)}, news.id))

    def see(self, seen: Iterable[Seen]) -> None:
        who = self.ear.people(seen)
        if who != self.people:
            self.people = who
            self.put(line(told_people(self.ear, who)))

    def put(self, text: bytes) -> None:
        with self.changed:
            self.lines.append(text)
            self.changed.notify()
        if self.wake:
            self.wake()

    def close(self) -> None:
        with self.changed:
            self.is_closed = True
            self.changed.notify()
        if self.wake:
            self.wake()

    def wait(self, seconds: float) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.lines or self.is_closed, seconds)

    def take(self) -> bytes:
        with self.changed:
            taken = b"".join(self.lines)
            self.lines.clear()
        return taken
