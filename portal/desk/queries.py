"""What the desk shows: the queue and its tabs."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.desk.rules import end_of_today
from returns.access import Person, cases_to_work
from returns.models import Case

VIEWS = [
    ("mine", _("Mine")),
    ("unassigned", _("Nobody's")),
    ("today", _("Due today")),
    ("overdue", _("Overdue")),
    ("waiting", _("Waiting for the customer")),
    ("all", _("All, finished too")),
]


@dataclass(frozen=True)
class Tab:
    name: str
    label: str | Promise
    count: int | None
    current: bool


def conditions(agent: User, now: datetime) -> dict[str, Q]:
    """Which of the open cases each tab holds."""
    return {
        "open": Q(),
        "mine": Q(assignee=agent),
        "unassigned": Q(assignee=None),
        "today": Q(due_at__gte=now, due_at__lte=end_of_today(now)),
        "overdue": Q(due_at__lt=now),
        # A complaint's clock runs on while we wait for the customer.
        "waiting": Q(unanswered_since=None) & (Q(due_at=None) | Q(status=Case.Status.WAITING)),
    }


def cases(view: str, agent: User, now: datetime) -> QuerySet[Case]:
    every = cases_to_work(agent).select_related("customer", "order", "assignee").annotate(message_count=written())
    return every if view == "all" else every.filter(conditions(agent, now)[view], closed_at=None)


def written() -> Count:
    return Count("messages", filter=~Q(messages__author="system"))


def tabs(shown: str, agent: User, now: datetime) -> list[Tab]:
    """Every tab and how many open cases it holds, in one query."""
    by_name = conditions(agent, now)
    counts = (
        cases_to_work(agent)
        .filter(closed_at=None)
        .order_by()
        .aggregate(**{f"in_{name}": Count("pk", filter=condition) for name, condition in by_name.items()})
    )
    labels = [("open", _("Open")), *VIEWS]
    return [Tab(name, label, counts.get(f"in_{name}"), name == shown) for name, label in labels]


def open_count(agent: Person) -> int:
    return cases_to_work(agent).filter(closed_at=None).count()


def matching(text: str) -> Q:
    """Cases by number, order number, e-mail address or the customer's name."""
    number = text.removeprefix("#")
    beside = Case.more_orders.through.objects.filter(order__number__istartswith=number)
    return (
        Q(reference__istartswith=text)
        | Q(order__number__istartswith=number)
        | Q(pk__in=beside.values("case_id"))
        | Q(email__istartswith=text)
        | Q(customer__name__icontains=text)
    )
