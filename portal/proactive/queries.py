"""The offers somebody is shown, and what they came to. Whoever is held out is in none of the first."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from kb.models import ArticlePage
from orders.access import Guest, own_shelf
from orders.models import Order, Shipment
from orders.tracking.noticing import NOT_WAITED_FOR
from portal.proactive.candidates import STUCK
from portal.proactive.models import Nudge, RuleName
from portal.proactive.rules import MATURE, SHOWN_FOR, Side
from returns.models import Case, Deadline

SOON_OVER = timedelta(days=1)
ARRIVED = (
    Shipment.Status.DELIVERED,
    Shipment.Status.READY_FOR_PICKUP,
    Shipment.Status.PICKUP_REMINDER,
    Shipment.Status.RETURNED,
    Shipment.Status.CANCELLED,
)


def offered(now: datetime) -> QuerySet[Nudge]:
    """With all it takes to say it, in one statement; `send_by` is the customer's last day of its case."""
    clocks = Deadline.objects.running().filter(case=OuterRef("case"), name=Deadline.Name.SEND_BACK)
    rows = Nudge.objects.filter(held_out=False, dismissed_at=None, made_at__gt=now - SHOWN_FOR, made_at__lte=now)
    rows = rows.select_related("order", "shipment", "invoice", "case", "article")
    rows = rows.defer("order__payload", "invoice__snapshot", "article__body")
    # The offer was made in her language; she may be reading in another one now.
    here = ArticlePage.objects.live().filter(
        translation_key=OuterRef("article__translation_key"),
        audience=OuterRef("article__audience"),
        locale__language_code=get_language() or settings.LANGUAGE_CODE,
    )
    rows = rows.annotate(here_id=Subquery(here.values("pk")[:1]), here_title=Subquery(here.values("title")[:1]))
    return rows.annotate(send_by=Subquery(clocks.values("due_at")[:1])).order_by("-made_at", "-pk")


def of_person(user: Any, now: datetime) -> QuerySet[Nudge]:
    """Hers, about what she may still open: nothing of a company she left."""
    return to(user, now).filter(Q(order=None) | Q(order__in=own_shelf(user).values("pk")))


def to(user: Any, now: datetime) -> QuerySet[Nudge]:
    return offered(now).filter(Q(case=None) | Q(case__customer=user), person=user)


def about_order(reader: Any, order: Order, now: datetime) -> QuerySet[Nudge]:
    """For an order that came through its door. A guest sees what was decided about the address on it."""
    if isinstance(reader, Guest):
        return offered(now).filter(person=None, email=order.email.strip().lower(), order=order, case=None)
    return to(reader, now).filter(order=order)


def about_case(user: Any, case: Case, now: datetime) -> QuerySet[Nudge]:
    return of_person(user, now).filter(case=case)


def holds(row: Nudge, now: datetime) -> bool:
    """Is it still so? An offer about a parcel that came yesterday would be a riddle."""
    if row.rule == RuleName.PARCEL:
        return row.shipment is not None and row.order is not None and is_late(row.shipment, row.order, now)
    if row.rule == RuleName.INVOICE:
        return row.invoice is not None and row.invoice.is_ready
    if row.rule in (RuleName.SEARCH, RuleName.ARTICLE):
        return row.made_at > now - SOON_OVER
    if row.case is None or row.case.closed_at or row.case.received_at:
        return False
    by = vars(row).get("send_by")
    return row.rule == RuleName.RETURN or (row.case.dispatched_at is None and by is not None and by > now)


def is_late(parcel: Shipment, order: Order, now: datetime) -> bool:
    if parcel.status in ARRIVED or order.status in NOT_WAITED_FOR:
        return False
    return parcel.status in STUCK or (parcel.late_at is not None and parcel.late_at <= now)


def within(since: date, until: date) -> Q:
    """Decided on days of the shop, both included."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    return Q(made_at__gte=start, made_at__lt=end)


def matured(now: datetime) -> Q:
    """Seven days old, and whoever asked us was looked for after that."""
    return Q(made_at__lte=now - MATURE, settled_at__isnull=False)


Counts = Mapping[tuple[str, bool], dict[str, int]]


def counts(rows: QuerySet[Nudge], now: datetime) -> Counts:
    """By (rule, held out): n matured, contacts of those, young, seen and used of all. One statement."""
    ripe = matured(now)
    found = (
        rows.order_by()
        .values("rule", "held_out")
        .annotate(
            n=Count("pk", filter=ripe),
            contacts=Count("pk", filter=ripe & Q(contacted_at__isnull=False)),
            all=Count("pk"),
            seen=Count("pk", filter=Q(seen_at__isnull=False)),
            used=Count("pk", filter=Q(acted_at__isnull=False)),
        )
        .annotate(young=F("all") - F("n"))
    )
    return {
        (row["rule"], row["held_out"]): {name: row[name] for name in ("n", "contacts", "seen", "used", "young")}
        for row in found
    }


def side(found: Counts, rule: str, held_out: bool) -> Side:
    row = found.get((rule, held_out), {})
    return Side(row.get("n", 0), row.get("contacts", 0))
