"""The desk with 10,000 and 200,000 cases of a year: the queue's views and searches, and the figures of the year."""

from datetime import timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.desk.figures.measures import MEASURES
from portal.desk.figures.scope import Scope
from portal.desk.queue import queries
from portal.desk.queue.paging import QueuePaginator
from portal.desk.queue.saved import tabs
from portal.desk.queue.wanted import Wanted
from tests.bench.cases import BASE, RARE, WORDS, agent_of_the_desk, copy_base, whole_minute, write_base
from tests.bench.rows import Row, Took, milliseconds, of_cpu, p50, p95

CASES, TIMES, PAGE = 200_000, 10, 40
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


def figures(year: Scope) -> tuple[dict[str, Took], dict[str, Took]]:
    """Each figure of a year, alone and by week: the first time, and when it is known."""
    now = whole_minute()
    cold, warm = {}, {}
    for name, measure in MEASURES.items():
        cache.clear()
        cold[name] = milliseconds(lambda _time: measure.compute(year, now), range(1))  # noqa: B023
        cold[f"{name} by week"] = milliseconds(lambda _time: measure.series(year, "week", now), range(1))  # noqa: B023
        warm[name] = milliseconds(lambda _time: measure.compute(year, now), range(5))  # noqa: B023
    return cold, warm


def pages(agent: User) -> dict[str, Took]:
    """Whole requests: middleware, templates and Wagtail's own page around it."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(agent)

    def fetch(path: str) -> None:
        if client.get(path, secure=True).status_code != 200:
            raise RuntimeError(path)

    paths = {"queue": reverse("desk:queue"), "case": reverse("desk:case", args=["B-001240"])}
    for path in paths.values():
        fetch(path)
    return {name: milliseconds(fetch, [path] * TIMES) for name, path in paths.items()}


def slowest(name: str, took: dict[str, Took], at_most: float) -> list[Row]:
    """All of them together, and the three that take longest by name."""
    every = Took([ms for each in took.values() for ms in each], [ms for each in took.values() for ms in each.cpu])
    rows = [of_cpu(f"{name}, p50", every, p50)]
    worst = sorted(took, key=lambda each: max(took[each].cpu), reverse=True)[:3]
    return rows + [of_cpu(f"{name}, {each}", took[each], max, at_most=at_most) for each in worst]


def measure() -> list[Row]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    now = whole_minute()
    agent = agent_of_the_desk()
    write_base(now)
    copy_base(0)
    few = queue(agent)
    copy_base(CASES // BASE - 1)
    many = queue(agent)
    rows = []
    for name, took in many.items():
        base = of_cpu(f"queue of {BASE:,}: {name}, p50", few[name], p50)
        rows += [
            of_cpu(f"queue of {CASES:,}: {name}, p50", took, p50, against=base, at_most=GROWTH),
            of_cpu(f"queue of {CASES:,}: {name}, p95", took, p95, at_most=QUEUE_MS),
        ]
    rows += [of_cpu(f"whole page: {name}, p95", took, p95, at_most=QUEUE_MS) for name, took in pages(agent).items()]
    until = timezone.localdate(now)
    cold, warm = figures(Scope(until - timedelta(days=364), until))
    return rows + slowest("figures of a year, cold", cold, COLD_MS) + slowest("the same, warm", warm, WARM_MS)
