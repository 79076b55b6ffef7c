"""Which cases a view holds, in which order, and how many: from the two indexes of the queue, never from whole rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from orders.models import Order
from portal.accounts.models import User
from portal.desk.queue.wanted import ENDLESS, VIEWS, Wanted
from portal.desk.rules import end_of_today
from portal.desk.searching.asking import matching
from returns.access import Person, cases_to_work
from returns.models import Case, Team

LISTED = Q(left_out="") & ~Q(status=Case.Status.MERGED)
# The same, said so that SQLite walks all cases by their last message instead of sorting 200,000 of them.
LISTED_BY_MESSAGE = ~Q(left_out__gt="") & ~Q(status=Case.Status.MERGED)


def conditions(agent: User, now: datetime) -> dict[str, Q]:
    """Which of the cases that are not closed each view holds."""
    awake = LISTED & (Q(snoozed_until=None) | Q(snoozed_until__lte=now))
    # A complaint's clock runs on while we wait for the customer.
    theirs = Q(unanswered_since=None) & (Q(due_at=None) | Q(status=Case.Status.WAITING))
    return {
        "open": awake,
        "mine": awake & Q(assignee=agent),
        "team": awake & Q(team__in=Team.objects.filter(members=agent).order_by()),
        "unassigned": awake & Q(assignee=None),
        "us": awake & ~theirs,
        "waiting": awake & theirs,
        "today": awake & Q(due_at__gte=now, due_at__lte=end_of_today(now)),
        "overdue": awake & Q(due_at__lt=now),
        "snoozed": LISTED & Q(snoozed_until__gt=now),
    }


def narrowing(wanted: Wanted) -> Q:
    """The filters. No row twice: what stands in other tables is asked beside."""
    asked: dict[str, Any] = {name: getattr(wanted, name) for name in ("kind", "language", "way", "priority")}
    asked |= {"team_id": wanted.team, "assignee_id": wanted.agent}
    found = Q(**{name: value for name, value in asked.items() if value})
    if wanted.tag:
        found &= Q(pk__in=Case.tags.through.objects.filter(tag=int(wanted.tag)).values("case_id"))
    if wanted.order:
        orders = Order.objects.filter(number=wanted.order.removeprefix("#"))
        beside = Case.more_orders.through.objects.filter(order__in=orders.values("pk"))
        found &= Q(order__in=orders.values("pk")) | Q(pk__in=beside.values("case_id"))
    return found


def rows(wanted: Wanted, agent: User, now: datetime) -> QuerySet[Case]:
    """The cases that are wanted, in no order."""
    cases = cases_to_work(agent).order_by()
    if wanted.shown == "all":
        # Whoever types a number wants that case, wherever it went.
        fine = LISTED_BY_MESSAGE if wanted.sorted_by == "-said_at" else LISTED
        cases = cases.filter(fine | Q(reference=wanted.q.strip().upper()) if wanted.q else fine)
    elif wanted.shown == "left_out":
        cases = cases.exclude(left_out="")
    else:
        cases = cases.filter(conditions(agent, now)[wanted.shown], closed_at=None)
    cases = cases.filter(narrowing(wanted))
    return cases.filter(matching(wanted.q, wanted.is_narrowed)) if wanted.q else cases


def ordered(cases: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    due = F("due_at").asc(nulls_last=True)
    match wanted.sorted_by:
        case "-said_at":
            # A case without its row yet (searching.due) has it within a minute.
            return cases.filter(latest__isnull=False).order_by("-latest__said_at", "-latest__case_id")
        case "-priority":
            return cases.order_by("-priority", due, "pk")
        case "due_at":
            return cases.order_by(due, "pk")
        case other:
            is_newest = other.startswith("-")
            # The index of all cases would be walked for the few that are open: SQLite takes it for the order alone.
            opened = F("opened_at") if wanted.shown in ENDLESS else Coalesce("opened_at", "updated_at")
            return cases.order_by(opened.desc() if is_newest else opened.asc(), "-pk" if is_newest else "pk")


def listed(keys: Iterable[int]) -> list[Case]:
    """The rows of one page with all that it shows, in the order of the keys. Two questions."""
    known = Case.objects.select_related("customer", "order", "assignee", "team", "latest").prefetch_related("tags")
    # A shop's whole order, which no line shows.
    known = known.defer("order__payload")
    found = known.in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def counts(agent: User, now: datetime, saved: Mapping[int, Wanted]) -> dict[str | int, int]:
    """How many cases each view holds, and each saved one by its key, in one question; endless ones are not counted."""
    views = conditions(agent, now)
    asked = {f"in_{name}": condition for name, condition in views.items()}
    for key, wanted in saved.items():
        if wanted.shown in views and not wanted.q:
            asked[f"in_{key}"] = views[wanted.shown] & narrowing(wanted)
    cases = cases_to_work(agent).filter(closed_at=None).order_by()
    found = cases.aggregate(**{name: Count("pk", filter=condition) for name, condition in asked.items()})
    kept: list[str | int] = [*VIEWS, *saved]
    names = {f"in_{name}": name for name in kept}
    return {names[name]: count for name, count in found.items()}


def is_counted(wanted: Wanted) -> bool:
    return wanted.shown not in ENDLESS and not wanted.q


def open_count(agent: Person) -> int:
    return cases_to_work(agent).filter(LISTED, closed_at=None).count()
