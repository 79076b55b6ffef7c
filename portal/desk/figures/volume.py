"""How many come, and whether we do in time what we said."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.desk.figures import definitions
from portal.desk.figures.daily import Rows
from portal.desk.figures.measure import Measure
from portal.desk.figures.replies import cases_in, counted
from portal.desk.figures.results import Part, Result, share
from portal.desk.figures.sheets import CONTACTS as CONTACTS_BY_DAY
from portal.desk.figures.sheets import OPENED, TARGETS
from portal.desk.figures.solving import of_all
from portal.desk.models import Contact, TargetFact
from returns.models import Deadline


def number(rows: Rows) -> Result:
    return Result(float(len(rows)), len(rows))


def contacts(now: datetime) -> QuerySet[Contact]:
    return Contact.objects.all()


def turned_to_us(rows: Rows) -> Result:
    """Rows: case, whether it was its first contact."""
    parts = tuple(
        Part(label, float(len(some := [row for row in rows if row[1] is first])), len(some), key, "", cases_in(some))
        for key, label, first in (("first", _("First contacts"), True), ("again", _("Again in the same case"), False))
    )
    return Result(float(len(rows)), len(rows), parts=parts, cases=cases_in(rows))


CASES = Measure(
    name="cases",
    title=definitions.CASES.name,
    definition=definitions.CASES,
    unit="count",
    clock="",
    rows=counted,
    day="opened_on",
    fields=("pk",),
    total=number,
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
    total=turned_to_us,
    parts={"first": Q(first=True), "again": Q(first=False)},
    fact="fact__",
    agent="fact__assignee",
    sheet=CONTACTS_BY_DAY,
)


# --- Targets -----------------------------------------------------------------------------------------


def fell_due(now: datetime) -> QuerySet[TargetFact]:
    """Not when they were promised: a target of next week has neither been met nor missed yet."""
    return TargetFact.objects.filter(due_at__lte=now)


def in_time(rows: Rows) -> Result:
    """Rows: case, name of the target, whether it was met. `n` counts targets, `cases` the cases they are in."""
    met = [row for row in rows if row[2]]
    missed = [row for row in rows if not row[2]]
    parts = [
        Part(_("Met"), share(len(met), len(rows)), len(met), "met", "share", cases_in(met)),
        Part(_("Missed"), share(len(missed), len(rows)), len(missed), "missed", "share", cases_in(missed)),
    ]
    for name in Deadline.Name:
        some = [row for row in rows if row[1] == name]
        if some:
            kept = sum(1 for row in some if row[2])
            parts.append(Part(name.label, share(kept, len(some)), len(some), name.value, "share", cases_in(some)))
    whole = of_all(len(met), len(rows), tuple(parts))
    return Result(whole.value, whole.n, low=whole.low, high=whole.high, parts=whole.parts, cases=cases_in(rows))


TARGETS_MET = Measure(
    name="targets_met",
    title=definitions.TARGETS_MET.name,
    definition=definitions.TARGETS_MET,
    unit="share",
    clock="",
    rows=fell_due,
    day="due_on",
    fields=("fact_id", "name", "is_met"),
    total=in_time,
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
