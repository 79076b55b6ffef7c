"""How long cases take, and whether what was solved stays solved."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition
from kb.figures.rules import wilson
from portal.desk.figures import definitions
from portal.desk.figures.columns import Columns, distinct, number_of, taken
from portal.desk.figures.measure import Clock, Measure, Unit
from portal.desk.figures.replies import counted
from portal.desk.figures.results import Part, Result, durations, share
from portal.desk.figures.rules import MATURE
from portal.desk.figures.sheets import FIRST_SOLVED, LAST_SOLVED, SOLVES
from portal.desk.models import CaseFact, SolveFact

ONCE, MORE, REOPENED = _("Solved with the first contact"), _("It took more"), _("Reopened")


def ordered(seconds: Sequence[float]) -> Columns:
    return [sorted(seconds)]


def resolution(name: str, which: str, clock: Clock, definition: Definition) -> Measure:
    """`which`: first or last, the time that counts as its solution."""
    own = "_own" if name.endswith("_own") else ""
    return Measure(
        name=name,
        title=definition.name,
        definition=definition,
        unit="seconds",
        clock=clock,
        rows=counted,
        day=f"{which}_solved_on",
        fields=(f"{which}_{clock}{own}",),
        add_up=durations,
        arrange=ordered,
        sheet=FIRST_SOLVED if which == "first" else LAST_SOLVED,
    )


RESOLUTIONS = (
    resolution("first_resolution", "first", "business", definitions.FIRST_RESOLUTION),
    resolution("first_resolution_calendar", "first", "calendar", definitions.FIRST_RESOLUTION_CALENDAR),
    resolution("first_resolution_own", "first", "business", definitions.FIRST_RESOLUTION_OWN),
    resolution("first_resolution_calendar_own", "first", "calendar", definitions.FIRST_RESOLUTION_CALENDAR_OWN),
    resolution("full_resolution", "last", "business", definitions.FULL_RESOLUTION),
    resolution("full_resolution_calendar", "last", "calendar", definitions.FULL_RESOLUTION_CALENDAR),
    resolution("full_resolution_own", "last", "business", definitions.FULL_RESOLUTION_OWN),
    resolution("full_resolution_calendar_own", "last", "calendar", definitions.FULL_RESOLUTION_CALENDAR_OWN),
)


# --- First contact resolution ----------------------------------------------------------------------


def of_all(some: int, total: int, parts: tuple[Part, ...]) -> Result:
    low, high = wilson(some, total) if total else (None, None)
    return Result(share(some, total), total, low=low, high=high, parts=parts)


def first_contacts(only: Sequence[Any]) -> Result:
    """Whether the first contact was the only one."""
    first, cases = number_of(only), len(only)
    later = cases - first
    parts = (
        Part(ONCE, share(first, cases), first, "first", "share"),
        Part(MORE, share(later, cases), later, "more", "share"),
    )
    return of_all(first, cases, parts)


def decided_until(now: datetime) -> datetime:
    return now - MATURE


def mature(now: datetime) -> QuerySet[CaseFact]:
    return counted(now).filter(first_solved_at__lte=decided_until(now))


def mature_at_first_level(now: datetime) -> QuerySet[CaseFact]:
    return mature(now).filter(first_level=True)


FCR_GROSS, FCR_NET = (
    Measure(
        name=name,
        title=definition.name,
        definition=definition,
        unit="share",
        clock="calendar",
        rows=rows,
        day="first_solved_on",
        fields=("is_first_contact",),
        add_up=first_contacts,
        parts={"first": Q(is_first_contact=True), "more": Q(is_first_contact=False)},
        sheet=FIRST_SOLVED,
        only=only,
        open_from=decided_until,
    )
    for name, rows, only, definition in (
        ("fcr_gross", mature, (), definitions.FCR_GROSS),
        ("fcr_net", mature_at_first_level, ("first_level",), definitions.FCR_NET),
    )
)


# --- Reopened ----------------------------------------------------------------------------------------


def solves(now: datetime) -> QuerySet[SolveFact]:
    return SolveFact.objects.all()


def reopened(cases: Sequence[int], soon: Sequence[Any]) -> Result:
    """Case, whether it was reopened within 14 days. A case counts once, however often it was solved."""
    total, again = distinct(cases), distinct(taken(cases, soon))
    return of_all(again, total, (Part(REOPENED, share(again, total), again, "reopened", "share"),))


def reopens_a_case(cases: Sequence[int], soon: Sequence[Any]) -> Result:
    total, times = distinct(cases), taken(cases, soon)
    again = distinct(times)
    return Result(share(len(times), total), total, parts=(Part(REOPENED, None, again, "reopened", "share"),))


def reopening(name: str, unit: Unit, definition: Definition, add_up: Callable[..., Result]) -> Measure:
    return Measure(
        name=name,
        title=definition.name,
        definition=definition,
        unit=unit,
        clock="calendar",
        rows=solves,
        day="on",
        fields=("fact_id", "reopened_soon"),
        add_up=add_up,
        parts={"reopened": Q(reopened_soon=True)},
        fact="fact__",
        agent="fact__assignee",
        sheet=SOLVES,
    )


REOPEN_RATE = reopening("reopen_rate", "share", definitions.REOPEN_RATE, reopened)
REOPENS = reopening("reopens_per_case", "count", definitions.REOPENS, reopens_a_case)
