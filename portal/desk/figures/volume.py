"""How many come, and whether we do in time what we said."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.desk.figures import definitions
from portal.desk.figures.columns import distinct, number_of, others, taken
from portal.desk.figures.measure import Measure
from portal.desk.figures.replies import counted
from portal.desk.figures.results import Part, Result, share
from portal.desk.figures.sheets import CONTACTS as CONTACTS_BY_DAY
from portal.desk.figures.sheets import OPENED, TARGETS
from portal.desk.figures.solving import of_all
from portal.desk.models import Contact, TargetFact
from returns.models import Deadline

FIRST, AGAIN, MET, MISSED = _("First contacts"), _("Again in the same case"), _("Met"), _("Missed")


def number(cases: Sequence[int]) -> Result:
    return Result(float(len(cases)), len(cases))


def contacts(now: datetime) -> QuerySet[Contact]:
    return Contact.objects.all()


def turned_to_us(cases: Sequence[int], first: Sequence[Any]) -> Result:
    """Case, whether it was its first contact."""
    parts = tuple(
        Part(label, float(len(some := taken(cases, mask))), len(some), key, "", distinct(some))
        for key, label, mask in (("first", FIRST, first), ("again", AGAIN, others(first)))
    )
    return Result(float(len(cases)), len(cases), parts=parts, cases=distinct(cases))


CASES = Measure(
    name="cases",
    title=definitions.CASES.name,
    definition=definitions.CASES,
    unit="count",
    clock="",
    rows=counted,
    day="opened_on",
    fields=("pk",),
    add_up=number,
    sheet=OPENED,
)
CONTACTS = Measure(
    name="contacts",
    title=definitions.CONTACTS.name,
    definition=definitions.CONTACTS,
    unit="count",
    clock="",
    rows=contacts,
    day="on",
    fields=("fact_id", "first"),
    add_up=turned_to_us,
    parts={"first": Q(first=True), "again": Q(first=False)},
    fact="fact__",
    agent="fact__assignee",
    sheet=CONTACTS_BY_DAY,
)


# --- Targets -----------------------------------------------------------------------------------------


def fell_due(now: datetime) -> QuerySet[TargetFact]:
    """Not when they were promised: a target of next week has neither been met nor missed yet."""
    return TargetFact.objects.filter(due_at__lte=now)


def in_time(cases: Sequence[int], names: Sequence[str], is_met: Sequence[Any]) -> Result:
    """Case, name of the target, whether it was met. `n` counts targets, `cases` the cases they are in."""
    met, missed = taken(cases, is_met), taken(cases, others(is_met))
    n, whole = len(cases), distinct(cases)
    parts = [
        Part(MET, share(len(met), n), len(met), "met", "share", distinct(met)),
        Part(MISSED, share(len(missed), n), len(missed), "missed", "share", distinct(missed)),
    ]
    known = Counter(names)
    for name in Deadline.Name:
        if some := known[name]:
            mask = [each == name for each in names] if some < n else bytes([1]) * n
            kept, its = number_of(taken(is_met, mask)), distinct(taken(cases, mask)) if some < n else whole
            parts.append(Part(name.label, share(kept, some), some, name.value, "share", its))
    found = of_all(len(met), n, tuple(parts))
    return Result(found.value, found.n, low=found.low, high=found.high, parts=found.parts, cases=whole)


TARGETS_MET = Measure(
    name="targets_met",
    title=definitions.TARGETS_MET.name,
    definition=definitions.TARGETS_MET,
    unit="share",
    clock="",
    rows=fell_due,
    day="due_on",
    fields=("fact_id", "name", "is_met"),
    add_up=in_time,
    parts={
        "met": Q(is_met=True),
        "missed": Q(is_met=False),
        **{name.value: Q(name=name.value) for name in Deadline.Name},
    },
    fact="fact__",
    agent="fact__assignee",
    sheet=TARGETS,
    open_from=lambda now: now,
)
