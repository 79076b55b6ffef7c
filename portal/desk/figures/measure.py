"""One figure: its words, its rows, what they add up to, and the cases behind every number."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_other
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from kb.figures.definitions import Definition
from portal.desk.figures.business import day as shops_day
from portal.desk.figures.daily import Rows, Sheet, read
from portal.desk.figures.keeping import be_in_step
from portal.desk.figures.kept import Answer, kept
from portal.desk.figures.results import Result
from portal.desk.figures.rows import chosen, column, gone, labels, picked, within
from portal.desk.figures.scope import NONE, Dimension, Scope, Step, bucket, buckets
from returns.models import Case

Unit = Literal["seconds", "share", "count", "per100", "score"]
Clock = Literal["business", "calendar", ""]
# Of these a case may have several, so they stand on no sheet.
SEVERAL = ("product", "article")


@dataclass(frozen=True)
class Measure:
    """`compute`, `series` and `by` are kept until a row of their days changes; `now` is a parameter for tests."""

    name: str
    title: str | Promise
    definition: Definition
    unit: Unit
    clock: Clock
    # All rows there are at a moment; period and scope are put on by the measure itself.
    rows: Callable[[datetime], QuerySet[Any]]
    # The day a row counts on, and what of it is added up; a row of cases begins with nothing else.
    day: str
    fields: tuple[str, ...]
    total: Callable[[Rows], Result]
    # Which rows a key stands for: "" for n itself, then each of the parts.
    parts: Mapping[str, Q] = field(default_factory=dict)
    # The way from a row to its CaseFact, and to the agent it counts for.
    fact: str = ""
    agent: str = "assignee"
    # Where the same rows stand by the day, and the flags there that `rows` asks for; None: no counter tells of their
    # change, so they are read each time.
    sheet: Sheet | None = None
    only: tuple[str, ...] = ()
    # From which moment on the clock still has a say in which rows there are.
    open_from: Callable[[datetime], datetime] | None = None
    # A column of days that rows count on instead of the sheet's own, which is so many days later at most.
    counts_on: str = ""
    later: int = 0

    def compute(self, scope: Scope, now: datetime | None = None) -> Result:
        return self._kept("all", scope, now, lambda at: self._compute(scope, at))

    def series(self, scope: Scope, by: Step = "day", now: datetime | None = None) -> list[tuple[date, Result]]:
        """Every day, week (from its Monday) or month of the scope, also the empty ones."""
        return self._kept(by, scope, now, lambda at: self._series(scope, by, at))

    def by(self, scope: Scope, by: Dimension, now: datetime | None = None) -> list[tuple[str, str, Result]]:
        """(label, key, Result), the largest first. A case with two products or articles counts for both."""
        return self._kept(f"{by}-{get_language()}", scope, now, lambda at: self._by(scope, by, at))

    def cases(self, scope: Scope, part: str = "", now: datetime | None = None) -> QuerySet[Case]:
        """Exactly those behind a number: each once, the newest first. Raises KeyError for a part it has not."""
        be_in_step()
        rows = self.rows_of(scope, minute(now)).filter(self.parts[part] if part else self.parts.get("", Q()))
        return Case.objects.filter(pk__in=rows.order_by().values(self.fact.removesuffix("__") or "pk"))

    def rows_of(self, scope: Scope, now: datetime) -> QuerySet[Any]:
        return self.rows(now).filter(within(scope, self.day), chosen(scope, self.fact, self.agent))

    def days(self, scope: Scope) -> tuple[date | None, date]:
        """Those whose rows have a say."""
        back = self.sheet.looks_back if self.sheet else 0
        return scope.since - timedelta(days=back), scope.until + timedelta(days=self.later)

    def _kept(self, what: str, scope: Scope, now: datetime | None, make: Callable[[datetime], Answer]) -> Answer:
        at = minute(now)
        if self.sheet is None:
            return make(at)
        return kept(f"{self.name} {what}", scope, self.days(scope), at if self.open_from else None, lambda: make(at))

    def _compute(self, scope: Scope, now: datetime) -> Result:
        return self.total(list(chain.from_iterable(rows for _day, rows in self._each_day(scope, now))))

    def _series(self, scope: Scope, by: Step, now: datetime) -> list[tuple[date, Result]]:
        groups: dict[date, Rows] = defaultdict(list)
        for day, rows in self._each_day(scope, now):
            groups[bucket(day, by)] += rows
        return [(day, self.total(groups[day])) for day in buckets(scope, by)]

    def _by(self, scope: Scope, by: Dimension, now: datetime) -> list[tuple[str, str, Result]]:
        groups: dict[str, Rows] = defaultdict(list)
        key = column(by, self.fact, self.agent)
        if self.sheet_of(scope) and by not in SEVERAL:
            for _day, rows in self._each_day(scope, now, key):
                for row in rows:
                    groups[str(row[0])].append(row[1:])
        else:
            # Keyed by the row: a case that sent an article twice counts for it once.
            once = {(row[0], row[1]): row[2:] for row in self._read(scope, now, key, "pk")}
            for (each, _pk), row in once.items():
                groups[str(NONE if each is None else each)].append(row)
        for nobody in gone(by, groups):
            groups[str(NONE)] += groups.pop(nobody)
        return named(by, {key: self.total(rows) for key, rows in groups.items()})

    # --- Rows ------------------------------------------------------------------------------------------

    def sheet_of(self, scope: Scope) -> Sheet | None:
        """None where only the rows themselves can tell."""
        return None if scope.product or scope.article is not None else self.sheet

    def _read(self, scope: Scope, now: datetime, *first: str) -> Rows:
        return list(self.rows_of(scope, now).order_by().values_list(*first, *self.fields))

    def _each_day(self, scope: Scope, now: datetime, *first: str) -> Iterator[tuple[date, Rows]]:
        """Rows of `first` and `fields` by the day they count on: from sheets, and from the facts themselves."""
        if sheet := self.sheet_of(scope):
            last = scope.until + timedelta(days=self.later)
            if self.open_from:
                last = min(last, shops_day(self.open_from(now)) - timedelta(days=1))
            yield from self._from_sheets(sheet, scope, last, *first)
            if last >= scope.until:
                return
            scope = with_other(scope, since=max(scope.since, last + timedelta(days=1)))
        groups: dict[date, Rows] = defaultdict(list)
        for row in self._read(scope, now, self.day, *first):
            groups[row[0]].append(row[1:])
        yield from groups.items()

    def _from_sheets(self, sheet: Sheet, scope: Scope, last: date, *first: str) -> Iterator[tuple[date, Rows]]:
        names = (*first, *self.fields)
        days = read(sheet, scope.since, last)
        wanted = {flag: frozenset({True}) for flag in self.only} | picked(scope, self.fact, self.agent, days)
        if not self.counts_on:
            yield from ((day, rows) for day, found in days if (rows := found.rows(names, wanted)))
            return
        groups: dict[int, Rows] = defaultdict(list)
        for _day, found in days:
            for row in found.rows((self.counts_on, *names), wanted):
                groups[row[0]].append(row[1:])
        counted = ((date.fromordinal(number), rows) for number, rows in groups.items())
        yield from ((day, rows) for day, rows in counted if scope.since <= day <= scope.until)


def named(by: Dimension, results: Mapping[str, Result]) -> list[tuple[str, str, Result]]:
    """With what people call each key, the largest first."""
    nobody = str(NONE)
    words = {"": gettext("None"), nobody: gettext("None")} | labels(by, [key for key in results if key != nobody])
    if by in SEVERAL:
        results = {key: result for key, result in results.items() if key != nobody}
    found = [(words.get(key, key), key, result) for key, result in results.items()]
    return sorted(found, key=lambda row: (-(row[2].of or row[2].n), row[0]))


def minute(now: datetime | None) -> datetime:
    """Figures are as of a whole minute, so that one asked for again within it is the same."""
    return (now or timezone.now()).replace(second=0, microsecond=0)
