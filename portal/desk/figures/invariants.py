"""What must be true of the figures' rows: they say what the cases say. Each check yields a sentence a fault."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from portal.desk.figures.business import day
from portal.desk.figures.daily import AT_ONCE, Sheet, stamps
from portal.desk.figures.packing import Packed
from portal.desk.figures.sheets import SHEETS
from portal.desk.models import CaseFact, Contact, DaySheet, OpenSpell, ReplyFact, SolveFact, TargetFact
from returns.models import Case

# What changed a moment ago may still be on its way.
PATIENCE = timedelta(minutes=30)


def facts_are_in_step_with_cases(now: datetime) -> Iterator[str]:
    old = Case.objects.filter(updated_at__lt=now - PATIENCE)
    for reference in old.filter(figures=None).values_list("reference", flat=True).iterator():
        yield f"Case {reference} is in no figure; `manage.py rebuild_figures` works it out."
    for reference in (
        old.exclude(figures__case_version=F("version")).exclude(figures=None).values_list("reference", flat=True)
    ):
        yield f"Case {reference} changed, and its figures did not; `manage.py rebuild_figures` works them out."


def left_out_cases_are_in_no_figure(now: datetime) -> Iterator[str]:
    facts = CaseFact.objects.filter(case__updated_at__lt=now - PATIENCE, counted=True)
    out = facts.filter(~Q(case__left_out="") | Q(case__status=Case.Status.MERGED))
    for reference in out.values_list("case__reference", flat=True):
        yield f"Case {reference} is left out or merged and still counted."
    for model in (ReplyFact, SolveFact, OpenSpell, TargetFact):
        for pk in model.objects.filter(fact__counted=False).values_list("fact", flat=True).distinct():
            yield f"Case number {pk} is not counted and has rows of {model.__name__}."


def facts_agree_with_themselves(now: datetime) -> Iterator[str]:
    """An open case has a spell without an end, a solved one a solution, one with contacts says so."""
    unended = OpenSpell.objects.filter(until=None).values("fact")
    for pk in CaseFact.objects.filter(counted=True, is_open=True).exclude(pk__in=unended).values_list("pk", flat=True):
        yield f"Case number {pk} is open, and no row says since when."
    for pk in CaseFact.objects.filter(is_open=False, pk__in=unended).values_list("pk", flat=True):
        yield f"Case number {pk} has ended, and a row says it is open."
    solved = SolveFact.objects.values("fact")
    wrong = CaseFact.objects.filter(counted=True).filter(
        Q(first_solved_at=None, pk__in=solved) | Q(first_solved_at__isnull=False) & ~Q(pk__in=solved)
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"Case number {pk} and its solutions disagree."
    again = Contact.objects.filter(fact__contacts=0).values_list("fact", flat=True).distinct()
    for pk in again:
        yield f"Case number {pk} has contacts, and its figures say none."


def sheets_say_what_rows_say(now: datetime) -> Iterator[str]:
    """As many rows on every sheet that is of use as there are."""
    for sheet in SHEETS:
        as_of = stamps(sheet, date.min + timedelta(days=sheet.looks_back), date.max)
        kept = DaySheet.objects.filter(of=sheet.name).values_list("on", "as_of", "columns")
        told = {on: len(Packed(columns)) for on, stamp, columns in kept.iterator() if as_of.get(on) == stamp}
        days = sorted(told)
        for begin in range(0, len(days), AT_ONCE):
            some = days[begin : begin + AT_ONCE]
            found = Counter(day(at) if sheet.by_moment else at for at in moments(sheet, some))
            for on in some:
                if told[on] != found[on]:
                    yield f"The sheet “{sheet.name}” of {on} has {told[on]} rows of {found[on]}."


def moments(sheet: Sheet, days: Sequence[date]) -> Iterator[Any]:
    return sheet.on(days).order_by().values_list(sheet.day, flat=True).iterator()


CHECKS = (
    facts_are_in_step_with_cases,
    left_out_cases_are_in_no_figure,
    facts_agree_with_themselves,
    sheets_say_what_rows_say,
)
