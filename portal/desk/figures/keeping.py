"""Keeps the rows in step with the cases. The rows themselves say what is missing, so nothing is lost with a process.

A case is in step when its fact has its version and was made by today's definitions and hours. Whoever reads a figure
first lets the few cases catch up that changed a moment ago; `manage.py tick` does the rest, `rebuild_figures` all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from portal.desk.figures.again import Known, new_cases, whose_may_have_changed
from portal.desk.figures.business import business, day, rules
from portal.desk.figures.daily import note
from portal.desk.figures.loading import Told, load
from portal.desk.figures.making import BELOW, fact_of, happened_in, rows_below
from portal.desk.figures.once import is_known, once
from portal.desk.models import CaseFact, Contact, FigureState, OpenSpell, ReplyFact, SolveFact, TargetFact
from returns.models import Case

AT_ONCE = 200
# A change is dated before its commit: cases this much older than the last look are looked at again.
OVERLAP = timedelta(minutes=1)
LONG_OVERLAP = timedelta(minutes=30)
READING_SECONDS = 1.0
TICK_SECONDS = 20.0
# On which days rows count, and since when cases were open.
FACT_DAYS = ("opened_on", "started_on", "first_solved_on", "last_solved_on")
DAYS: dict[type[Model], str] = {ReplyFact: "replied_on", SolveFact: "on", Contact: "on", TargetFact: "due_on"}


def catch_up(seconds: float = READING_SECONDS, overlap: timedelta = OVERLAP) -> bool:
    """Work out cases that changed, oldest change first, for some seconds at most; whether none is left."""
    until = monotonic() + seconds
    while True:
        _number, finished = one_chunk(overlap)
        if finished or monotonic() > until:
            return finished


@contextmanager
def in_step() -> Iterator[None]:
    """All figures asked for within it are of the same moment: cases catch up once, at its beginning."""
    catch_up()
    with once():
        yield


def be_in_step() -> None:
    if not is_known():
        catch_up()


def one_chunk(overlap: timedelta = OVERLAP) -> tuple[int, bool]:
    """How many cases, and whether none is left."""
    began, current = timezone.now(), rules()
    state = FigureState.objects.first() or FigureState.objects.get_or_create(pk=1)[0]
    if state.rules != current:
        state.rules, state.caught_up_to = current, None
        FigureState.objects.filter(pk=state.pk).update(rules=current, caught_up_to=None)
    if is_ahead(state.caught_up_to, began):
        # A clock ran ahead and was put right: what changed meanwhile is dated before the last look.
        state.caught_up_to = None
    rows = list(stale(current, state.caught_up_to and state.caught_up_to - overlap)[:AT_ONCE])
    if rows:
        work_out([pk for pk, _at in rows], current)
    finished = len(rows) < AT_ONCE
    reached = began if finished else rows[-1][1]
    if rows or state.caught_up_to is None or began - state.caught_up_to > OVERLAP:
        FigureState.objects.filter(pk=state.pk).update(caught_up_to=reached)
    return len(rows), finished


def is_ahead(looked_at: datetime | None, now: datetime) -> bool:
    """Machines agree to a minute; what LONG_OVERLAP makes up for is no reason to look at all cases."""
    return looked_at is not None and looked_at - now > OVERLAP


def stale(current: str, since: datetime | None) -> Any:
    """(id, changed at) of cases that are not in step, the oldest change first."""
    cases = Case.objects.filter(updated_at__gte=since) if since else Case.objects.all()
    in_step = Q(figures__case_version=F("version"), figures__rules=current)
    return cases.exclude(in_step).order_by("updated_at", "pk").values_list("pk", "updated_at")


def start_anew() -> None:
    """Every case counts as behind; until it is worked out, its rows stay as they are."""
    FigureState.objects.update(caught_up_to=None)
    CaseFact.objects.update(rules="")


def work_out(pks: Sequence[int], current: str = "") -> None:
    """Make the rows of these cases anew, and of those that a new or a left out case changes by being there."""
    others = write(pks, current or rules())
    if others:
        write(others, current or rules())


@transaction.atomic
def write(pks: Sequence[int], current: str) -> list[int]:
    """The ids of other cases whose first contact may no longer be, or be again, one."""
    told, clock = load(pks), business()
    before = {row.pk: row for row in known(pks)}
    again = new_cases([each for each in told if not each.is_nobodys])
    facts: list[CaseFact] = []
    below: dict[type[Model], list[Any]] = defaultdict(list)
    for each in told:
        pk = each.case["pk"]
        happened = happened_in(each, again.get(pk, []))
        fact = fact_of(each, happened, current, clock)
        if each.is_nobodys and pk in before:
            fact.is_first_contact = before[pk].is_first_contact
        facts.append(fact)
        for row in rows_below(each, happened, clock):
            below[type(row)].append(row)
    replace(facts, below)
    return whose_may_have_changed([each for each in told if is_news(each, before.get(each.case["pk"]))], pks)


def known(pks: Iterable[int]) -> Iterable[Known]:
    rows = CaseFact.objects.filter(pk__in=pks).values_list("pk", "counted", "is_first_contact")
    return (Known(*row) for row in rows)


def is_news(told: Told, before: Known | None) -> bool:
    return before is None or before.counted != told.counted


def replace(facts: Sequence[CaseFact], below: dict[type[Model], list[Any]]) -> None:
    """In the order of ids, so that two that write the same wait for each other instead of blocking."""
    columns = [field.name for field in CaseFact._meta.concrete_fields if not field.primary_key]
    pks = [fact.pk for fact in facts]
    days = days_before(pks) | days_after(facts, below)
    CaseFact.objects.bulk_create(facts, update_conflicts=True, unique_fields=["case"], update_fields=columns)
    for model in BELOW:
        model._default_manager.filter(fact__in=pks).delete()
        model._default_manager.bulk_create(below[model])
    note(days)


def days_before(pks: Sequence[int]) -> set[date]:
    """On which the rows of these cases have counted so far. Two statements."""
    facts = CaseFact.objects.filter(pk__in=pks)
    rows: list[QuerySet[Any, Any]] = [facts.values_list(name) for name in FACT_DAYS]
    rows += [model._default_manager.filter(fact__in=pks).values_list(name) for model, name in DAYS.items()]
    spells = OpenSpell.objects.filter(fact__in=pks).values_list("since", flat=True)
    return {on for (on,) in rows[0].union(*rows[1:]) if on} | {day(since) for since in spells}


def days_after(facts: Sequence[CaseFact], below: dict[type[Model], list[Any]]) -> set[date]:
    days = {on for fact in facts for name in FACT_DAYS if (on := getattr(fact, name))}
    days |= {getattr(row, name) for model, name in DAYS.items() for row in below[model]}
    return days | {day(spell.since) for spell in below[OpenSpell]}
