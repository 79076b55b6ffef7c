"""Who came back with the same thing in another case."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.desk.figures.loading import Told
from portal.desk.figures.rules import MATURE, what_happened
from portal.desk.models import CaseFact
from returns.models import Case

OTHERS = ("pk", "customer_id", "email", "order_id", "kind", "opened_at")


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as it was."""

    pk: int
    counted: bool
    is_first_contact: bool


def new_cases(told: Sequence[Told]) -> dict[int, list[datetime]]:
    """Case → when its customer opened others about the same, until it is decided. Three statements at most."""
    until = {each.case["pk"]: at + MATURE for each in told if (at := first_contact_until(each))}
    waiting = [each for each in told if each.case["pk"] in until]
    if not waiting:
        return {}
    others = Case.objects.filter(
        opened_at__gt=min(each.story.opened_at for each in waiting), opened_at__lte=max(until.values()), left_out=""
    ).exclude(status=Case.Status.MERGED)
    rows = list(of_the_same(others, waiting).filter(split_from=None).values(*OTHERS))
    orders = orders_of([*rows, *(each.case for each in waiting)]) if rows else {}
    by_person: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_person[person(row)].append(row)
    return {
        each.case["pk"]: [
            row["opened_at"]
            for row in by_person[person(each.case)]
            if row["pk"] != each.case["pk"] and about_the_same(row, each.case, orders)
        ]
        for each in waiting
    }


def first_contact_until(told: Told) -> datetime | None:
    """When it was solved, if nothing in the case itself speaks against a first contact."""
    happened = what_happened(told.story)
    return happened.first_solve if happened.is_first_contact else None


def of_the_same(cases: QuerySet[Case], told: Sequence[Told]) -> QuerySet[Case]:
    members = {each.case["customer_id"] for each in told} - {None}
    guests = {each.case["email"] for each in told if each.case["customer_id"] is None and each.case["email"]}
    return cases.filter(Q(customer__in=members) | Q(customer=None, email__in=guests))


def person(case: dict[str, Any]) -> str:
    return f"#{case['customer_id']}" if case["customer_id"] else str(case["email"]).lower()


def about_the_same(one: dict[str, Any], other: dict[str, Any], orders: dict[int, set[int]]) -> bool:
    """An order in common; the same kind where one of them names no order."""
    first, second = orders[one["pk"]], orders[other["pk"]]
    return bool(first & second) if first and second else one["kind"] == other["kind"]


def orders_of(cases: Sequence[dict[str, Any]]) -> dict[int, set[int]]:
    found = {case["pk"]: {case["order_id"]} - {None} for case in cases}
    beside = Case.more_orders.through.objects.filter(case__in=found).values_list("case_id", "order_id")
    for case, order in beside:
        found[case].add(order)
    return found


def whose_may_have_changed(news: Sequence[Told], known: Collection[int]) -> list[int]:
    """Cases of the same people that were solved in the week before one of these was opened."""
    news = [each for each in news if not each.is_nobodys]
    if not news:
        return []
    earliest, latest = (choose(each.story.opened_at for each in news) for choose in (min, max))
    solved = CaseFact.objects.filter(
        counted=True, first_solved_at__gte=earliest - MATURE, opened_at__lt=latest
    ).values("pk")
    cases = of_the_same(Case.objects.filter(pk__in=solved), news).exclude(pk__in=known)
    return list(cases.order_by("pk").values_list("pk", flat=True))
