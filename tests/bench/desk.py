"""The desk with 10,000 and 200,000 cases of a year: the queue's views and searches, and the figures of the year."""

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.figures.daily import make_those_at_rest
from portal.desk.figures.keeping import in_step
from portal.desk.figures.scope import Scope
from portal.desk.figures.sheets import SHEETS
from portal.desk.queue import queries
from portal.desk.queue.paging import QueuePaginator
from portal.desk.queue.saved import tabs
from portal.desk.queue.wanted import Wanted
from portal.desk.reports.every import figures
from portal.parts.settling import settle
from tests.bench.cases import BASE, RARE, WORDS, agent_of_the_desk, copy_base, whole_minute, write_base
from tests.bench.rows import Row, Took, milliseconds, of_cpu, p50, p95, row

CASES, TIMES, PAGE = 200_000, 10, 40
PAGES = ("first_response", "next_reply", "full_resolution", "fcr_gross", "targets_met", "contacts", "contact_rate_net")
QUEUE_MS, COLD_MS, WARM_MS, GROWTH = 150, 1000, 50, 1.5
QUESTIONS = {
    "open": "",
    "mine": "view=mine",
    "team's": "view=team",
    "waits for us": "view=us",
    "overdue": "view=overdue",
    "all": "view=all",
    "returns of all": "view=all&kind=return",
    "open, last said": "ordering=-said_at",
    "open, priority": "ordering=-priority",
    "a common word": f"view=all&q={WORDS[0]}",
    "a rare word": f"view=all&q={RARE}",
    "a number": "view=all&q=B-001234",
}


def listed(agent: User, text: str) -> None:
    """One page of the queue as the view asks for it, with its count."""
    wanted, now = Wanted.read(QueryDict(text)), timezone.now()
    pages = QueuePaginator(queries.ordered(queries.rows(wanted, agent, now), wanted), PAGE)
    list(pages.get_page(1).object_list)


def queue(agent: User) -> dict[str, Took]:
    found = {name: milliseconds(lambda text: listed(agent, text), [text] * TIMES) for name, text in QUESTIONS.items()}
    wanted = Wanted()
    return found | {"tabs": milliseconds(lambda _time: tabs(agent, wanted, timezone.now()), range(TIMES))}


def make_sheets() -> float:
    """Seconds until every day is written down; tick does it as days come to rest."""
    started = time.perf_counter()
    while make_those_at_rest(SHEETS, 600, timedelta(0)):
        pass
    return time.perf_counter() - started


def figures_of(year: Scope) -> tuple[dict[str, Took], dict[str, Took]]:
    """Each figure of a year, alone, by week and by kind: the first time, and when it is known.

    Each is asked by itself, as by a page of its own: nothing that another read may help it.
    """
    now = whole_minute()
    cold: dict[str, Took] = {}
    warm: dict[str, Took] = {}
    for name, figure in figures().items():
        asks: dict[str, Callable[[], object]] = {
            name: lambda: figure.compute(year, now),  # noqa: B023
            f"{name} by week": lambda: figure.series(year, "week", now),  # noqa: B023
            f"{name} by kind": lambda: figure.by(year, "kind", now),  # noqa: B023
        }
        cache.clear()
        cold |= {what: milliseconds(by_itself, [ask]) for what, ask in asks.items()}
        warm |= {what: milliseconds(by_itself, [ask] * 3) for what, ask in asks.items()}
    return cold, warm


def by_itself(ask: Callable[[], object]) -> None:
    with in_step():
        ask()


class Reader:
    """Whole requests of one agent: middleware, templates and Wagtail's own page around them."""

    def __init__(self, agent: User) -> None:
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(agent)

    def fetch(self, path: str) -> None:
        answer = self.client.get(path, secure=True)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    def warm(self, path: str, times: int = TIMES) -> Took:
        self.fetch(path)
        return milliseconds(self.fetch, [path] * times)

    def cold(self, path: str) -> Took:
        """Nothing is kept but the sheets of each day, and who is signed in."""
        self.fetch(reverse("desk:queue"))
        cache.clear()
        return milliseconds(self.fetch, [path])


def pages(reader: Reader) -> list[Row]:
    """Forty of each, in a process that has settled as a web server's does."""
    settle()
    paths = {"queue": reverse("desk:queue"), "case": reverse("desk:case", args=["B-001240"])}
    took = {name: reader.warm(path, 4 * TIMES) for name, path in paths.items()}
    rows = [of_cpu(f"whole page: {name}, p50", each, p50) for name, each in took.items()]
    return rows + [of_cpu(f"whole page: {name}, p95", each, p95, at_most=QUEUE_MS) for name, each in took.items()]


def pages_of_figures(reader: Reader, year: Scope) -> list[Row]:
    """A figure's page asks for the year and the one before, for months and kinds."""
    days = f"period=custom&since={year.since}&until={year.until}"
    paths = {name: f"{reverse('figures:figure', args=[name])}?{days}" for name in PAGES}
    cold = {name: reader.cold(path) for name, path in paths.items()}
    warm = {name: reader.warm(path, 3) for name, path in paths.items()}
    overview = reverse("figures:overview")
    rows = slowest("page of a figure, a year, cold", cold, COLD_MS)
    rows += slowest("the same, warm", warm, QUEUE_MS)
    for name, path in {"30 days": overview, "a year": f"{overview}?{days}"}.items():
        rows.append(of_cpu(f"overview of {name}, cold", reader.cold(path), max))
        rows.append(of_cpu(f"overview of {name}, warm", reader.warm(path, 3), max))
    return rows


def slowest(name: str, took: dict[str, Took], at_most: float) -> list[Row]:
    """All of them together, and the three that take longest by name."""
    rows = [of_cpu(f"{name}, p50", together(took), p50)]
    worst = sorted(took, key=lambda each: max(took[each].cpu), reverse=True)[:3]
    return rows + [of_cpu(f"{name}, {each}", took[each], max, at_most=at_most) for each in worst]


def compared(few: dict[str, Took], many: dict[str, Took]) -> list[Row]:
    rows = []
    for name, took in many.items():
        base = of_cpu(f"queue of {BASE:,}: {name}, p50", few[name], p50)
        rows += [
            of_cpu(f"queue of {CASES:,}: {name}, p50", took, p50, against=base, at_most=GROWTH),
            of_cpu(f"queue of {CASES:,}: {name}, p95", took, p95, at_most=QUEUE_MS),
        ]
    return rows


def prepare(now: datetime) -> User:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("update_index", verbosity=0)
    write_base(now)
    copy_base(0)
    return agent_of_the_desk()


def measure() -> list[Row]:
    now = whole_minute()
    until = timezone.localdate(now)
    year = Scope(until - timedelta(days=364), until)
    agent = said("migrated and written", prepare(now))
    few = said("few", queue(agent))
    make_sheets()
    small, _warm = said("figures of few", figures_of(year))
    copy_base(CASES // BASE - 1)
    said("copied", None)
    rows = compared(few, said("many", queue(agent)))
    reader = Reader(agent)
    rows += said("pages", pages(reader))
    seconds = said("sheets", make_sheets())
    rows.append(row("every day of a year as sheets, once", seconds, "s"))
    cold, warm = said("figures", figures_of(year))
    base = of_cpu(f"figures of {BASE:,}, cold, p50", together(small), p50)
    rows.append(of_cpu(f"figures of {CASES:,}, cold, p50", together(cold), p50, against=base))
    rows += slowest("figures of a year, cold", cold, COLD_MS) + slowest("the same, warm", warm, WARM_MS)
    return rows + said("their pages", pages_of_figures(reader, year))


def together(took: dict[str, Took]) -> Took:
    return Took([ms for each in took.values() for ms in each], [ms for each in took.values() for ms in each.cpu])


Found = TypeVar("Found")


def said(what: str, found: Found) -> Found:
    """Where it is, for who waits."""
    sys.stderr.write(f"  {time.strftime('%H:%M:%S')} {what}\n")
    return found
