"""Ask a shop. Each page is written down before its cursor, so a killed run loses and doubles nothing."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from orders.actions import Outcome, save_order
from orders.actions.deleting import confirm_order
from orders.ingest.canonical import CanonicalOrder
from orders.ingest.reading import BadData
from orders.models import PullRun, PullSource
from orders.pull.errors import LeaseLost, NeedsAPerson, PullStopped, SlowDown
from orders.pull.queries import free, orders_in_doubt, sources_due
from orders.pull.rules import FIRST_LOOK_BACK, LEASE, RUNS_ARE_KEPT, wait_after_failure
from orders.pull.shop import Cursor, Page, Shop
from orders.pull.shops import configured, shop_of

log = logging.getLogger(__name__)

MOST_DOUBTS = 100
MOST_TOLD = 20


def know_shops(now: datetime) -> None:
    """A row for every shop whose keys are in the settings."""
    for name in configured():
        PullSource.objects.get_or_create(name=name, defaults={"due_at": now})


def shops_to_ask(now: datetime) -> list[int]:
    """For tick: who is due. Shops without keys wait in silence, their history stays."""
    know_shops(now)
    return list(sources_due(now).filter(name__in=configured()).values_list("pk", flat=True))


def ask_now(source: PullSource, now: datetime) -> None:
    """A person wants it now, whatever the back-off says."""
    PullSource.objects.filter(pk=source.pk).update(due_at=now, attempts=0)


def forget_runs(now: datetime) -> None:
    PullRun.objects.filter(started_at__lt=now - RUNS_ARE_KEPT).delete()


def pull(source_id: int, *, since: datetime | None = None, shop: Shop | None = None) -> PullRun | None:
    """Ask one shop for everything new; None when somebody else does at the moment.

    `since` starts from there instead of from the cursor, which moves on all the same.
    """
    now, key = timezone.now(), uuid4()
    claimed = PullSource.objects.filter(free(now), pk=source_id)
    if not claimed.update(lease_until=now + LEASE, lease_key=key, attempts=F("attempts") + 1):
        return None
    source = PullSource.objects.get(pk=source_id)
    PullRun.objects.filter(source=source, state=PullRun.State.RUNNING).update(
        state=PullRun.State.FAILED, finished_at=now, error="The process that asked was stopped."
    )
    run = Run(source, PullRun.objects.create(source=source, started_at=now))
    try:
        shop = shop or shop_of(source.name)
        run.take_in(shop.pages({} if since else source.cursor, since or now - FIRST_LOOK_BACK))
        run.settle_doubts(shop)
    except PullStopped as stopped:
        run.stop(stopped)
    except Exception as error:
        # What nobody foresaw must not leave the shop unasked and the reason in a log alone.
        log.exception("asking %s failed", source.name)
        run.stop(PullStopped(f"Our own fault: {type(error).__name__}. The log says more."))
    else:
        run.finish()
    return run.row


class Run:
    """One asking of a shop under a lease."""

    def __init__(self, source: PullSource, row: PullRun) -> None:
        self.source, self.row = source, row
        self.counts: Counter[str] = Counter()
        self.unread: list[str] = []

    def take_in(self, pages: Iterable[Page]) -> None:
        for page in pages:
            asked_at = timezone.now()
            self.unread += page.unread
            for order in page.orders:
                self.save(order)
            for external_id in page.gone:
                confirm_order(self.source.name, external_id, exists=False, asked_at=asked_at)
            self.step(page.cursor)

    def save(self, order: CanonicalOrder) -> None:
        try:
            self.counts[save_order(order)[1]] += 1
        except (ValueError, ArithmeticError) as error:
            # One order that our rules refuse must not hold up all that come after it.
            self.unread.append(f"Order {order.external_id}: {type(error).__name__}: {error}"[:300])

    def settle_doubts(self, shop: Shop) -> None:
        """Orders of which a message left something open are asked for one by one."""
        for order in orders_in_doubt(self.source.name, timezone.now()).only("pk", "external_id")[:MOST_DOUBTS]:
            asked_at = timezone.now()
            try:
                said = shop.one(order.external_id)
            except BadData as error:
                self.unread.append(f"Order {order.external_id}: {error}")
                continue
            if said is not None:
                self.save(said)
            confirm_order(self.source.name, order.external_id, exists=said is not None, asked_at=asked_at)
            self.step(None)

    def step(self, cursor: Cursor | None) -> None:
        """The page is written down: remember where we are and hold the shop a little longer."""
        moved = {} if cursor is None else {"cursor": cursor}
        held = PullSource.objects.filter(pk=self.source.pk, lease_key=self.source.lease_key)
        if not held.update(lease_until=timezone.now() + LEASE, **moved):
            raise LeaseLost("Another process asks this shop now.")
        PullRun.objects.filter(pk=self.row.pk).update(**self.figures())

    def figures(self) -> dict[str, int]:
        return {
            "created": self.counts[Outcome.CREATED],
            "updated": self.counts[Outcome.UPDATED],
            "unchanged": self.counts[Outcome.UNCHANGED] + self.counts[Outcome.OLDER],
            "failed": len(self.unread),
        }

    def finish(self) -> None:
        now = timezone.now()
        told = "\n".join(self.unread[:MOST_TOLD])
        self.close(
            PullRun.State.DONE,
            told,
            due_at=now + timedelta(minutes=self.source.minutes),
            attempts=0,
            last_success_at=now,
            error="",
        )

    def stop(self, stopped: PullStopped) -> None:
        now = timezone.now()
        asked_for = timedelta(seconds=stopped.seconds) if isinstance(stopped, SlowDown) else timedelta()
        wait = wait_after_failure(self.source.attempts, asked_for, needs_a_person=isinstance(stopped, NeedsAPerson))
        told = "\n".join([str(stopped), *self.unread[:MOST_TOLD]])
        self.close(PullRun.State.FAILED, told, due_at=now + wait, error=str(stopped))

    @transaction.atomic
    def close(self, state: PullRun.State, told: str, **fields: object) -> None:
        """The lease is given back only by its holder; the run's own row is ours in any case."""
        held = PullSource.objects.filter(pk=self.source.pk, lease_key=self.source.lease_key)
        held.update(lease_until=None, lease_key=None, **fields)
        PullRun.objects.filter(pk=self.row.pk).update(
            state=state, finished_at=timezone.now(), error=told, **self.figures()
        )
        self.row.refresh_from_db()
