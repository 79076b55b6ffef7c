"""What stands in rows: queues and their age, cases, signs of life. The same from every machine, whoever asks.

Each figure is one look at an index, and none counts further than MOST: the cost stays the same in the worst hour.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from shutil import disk_usage
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from kb.models import IndexDue
from orders.hooks.queries import envelopes_due
from orders.queries import invoices_due
from portal.desk.queue.queries import LISTED
from portal.notifications.models import Mail
from portal.operations.pulses import Name, age_in_seconds, pulses
from portal.operations.version import version
from portal.parts import queued
from portal.webhooks_out.queries import calls_due
from returns.models import Case

logger = logging.getLogger(__name__)
MOST = 10_000
KEPT_SECONDS = 10
KEY = "operations-figures"


@dataclass(frozen=True, slots=True)
class Figures:
    """Lengths by queue, how long the first has been due by queue (seconds), cases, pulses (age, count)."""

    waiting: dict[str, int]
    late: dict[str, float]
    cases: dict[str, int]
    ages: dict[str, float]
    failed_jobs: int
    failed_steps: int
    tick_seconds: float
    free_bytes: int


def at_most(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST].count()


def first_due(rows: QuerySet[Any], field: str, now: datetime) -> float:
    """Seconds since the first of these rows was due; 0 when none is."""
    first = rows.order_by().aggregate(first=Min(field))["first"]
    return max(0.0, (now - first).total_seconds()) if first else 0.0


def read(now: datetime) -> Figures:
    queues: dict[str, tuple[QuerySet[Any], str]] = {
        "mail": (Mail.objects.filter(state=Mail.State.READY, due_at__lte=now), "due_at"),
        "webhooks_in": (envelopes_due(now), "due_at"),
        "webhooks_out": (calls_due(now), "due_at"),
        "invoices": (invoices_due(now), "render_due_at"),
        "search_index": (IndexDue.objects.filter(due_at__lte=now), "due_at"),
        "jobs": (DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=now), "run_after"),
    }
    # Jobs for now stand at the end of time; the first of them is the first of their index.
    at_once = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after=get_date_max())
    next_job = at_once.values_list("enqueued_at", flat=True).first()
    waiting = {name: at_most(rows) for name, (rows, _field) in queues.items()}
    late = {name: first_due(rows, field, now) for name, (rows, field) in queues.items()}
    waiting["jobs"] += at_most(at_once)
    if next_job is not None:
        late["jobs"] = max(late["jobs"], (now - next_job).total_seconds())
    if queued.is_in_redis():
        waiting["jobs"] += jobs_in_redis()
        late["jobs"] = max(late["jobs"], lag_in_redis(now))
    open_cases = Case.objects.filter(LISTED, closed_at=None)
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    seen = pulses()
    tick, failed = seen.get(Name.TICK), seen.get(Name.JOB_FAILED)
    return Figures(
        waiting,
        late,
        {"open": at_most(open_cases), "overdue": at_most(open_cases.filter(awake, due_at__lt=now))},
        {name: age for name in (Name.TICK, Name.WORKER) if (age := age_in_seconds(seen.get(name), now)) is not None},
        failed.count if failed else 0,
        len(tick.failed) if tick else 0,
        tick.milliseconds / 1000 if tick else 0.0,
        disk_usage(settings.DATA_DIR).free,
    )


def jobs_in_redis() -> int:
    """What stands in its queues; a Redis that is away makes no figure wrong but this one."""
    try:
        get_queue = import_module("django_rq").get_queue
        return sum(get_queue(name).count for name in settings.TASKS["default"]["QUEUES"])
    except Exception:
        logger.warning("The length of the queue in Redis is not known")
        return 0


def lag_in_redis(now: datetime) -> float:
    """Seconds; 0 while nobody knows, as the length is: that Redis is away the doctor says."""
    try:
        first = queued.first_due()
    except queued.QueueAway:
        return 0.0
    return max(0.0, (now - first).total_seconds()) if first else 0.0


def figures() -> Figures:
    """Read at most every ten seconds, however many ask."""
    kept = cache.get(KEY)
    if not isinstance(kept, Figures):
        kept = read(timezone.now())
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def gauge(name: str, text: str, label: str, values: dict[str, Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family


class FromRows:
    """A collector in Prometheus' sense."""

    def __init__(self, known: Figures) -> None:
        self.known = known

    def collect(self) -> Iterator[Metric]:
        known = self.known
        yield gauge("aftercare_queue_length", f"Rows that are due (at most {MOST}).", "queue", known.waiting)
        yield gauge("aftercare_queue_lag_seconds", "How long the first of them has been due.", "queue", known.late)
        yield gauge("aftercare_cases", f"Cases at the desk (at most {MOST}).", "state", known.cases)
        yield gauge(
            "aftercare_last_seen_seconds", "Since tick or a worker gave a sign of life.", "process", known.ages
        )
        yield CounterMetricFamily("aftercare_jobs_failed", "Jobs that failed.", value=known.failed_jobs)
        yield GaugeMetricFamily(
            "aftercare_tick_failed_steps", "Steps that failed in the last tick.", known.failed_steps
        )
        yield GaugeMetricFamily("aftercare_tick_seconds", "How long the last tick took.", known.tick_seconds)
        yield GaugeMetricFamily("aftercare_disk_free_bytes", "Free on the disk of DATA_DIR.", known.free_bytes)
        yield gauge("aftercare_info", "Which release runs.", "version", {version(): 1})
