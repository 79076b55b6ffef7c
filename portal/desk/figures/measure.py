"""One figure: its words, its rows, what they add up to, and the cases behind every number."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_other
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from kb.figures.definitions import Definition
from portal.desk.figures.business import day as shops_day
from portal.desk.figures.columns import Columns, Rows, apart, columns_of, joined
from portal.desk.figures.daily import Sheet, read
from portal.desk.figures.keeping import be_in_step
from portal.desk.figures.kept import Answer, Question, kept
from portal.desk.figures.once import known, known_last
from portal.desk.figures.results import Result
from portal.desk.figures.rows import chosen, column, gone, labels, picked, within
from portal.desk.figures.scope import NONE, Dimension, Scope, Step, bucket, buckets
from returns.models import Case

Unit = Literal["seconds", "share", "count", "per100", "score"]
Clock = Literal["business", "calendar", ""]
Days = list[tuple[date, Columns]]
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
    # The day a row counts on, and what of it is added up: one column each, in this order.
    day: str
    fields: tuple[str, ...]
    add_up: Callable[..., Result]
    # Columns that add up to the same, in an order in which that is quick: done once a month.
    arrange: Callable[..., Columns] | None = None
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
        return self._kept(self._whole(scope, minute(now)))

    def series(self, scope: Scope, by: Step = "day", now: datetime | None = None) -> list[tuple[date, Result]]:
        """Every day, week (from its Monday) or month of the scope, also the empty ones."""
        return self._kept(self._steps(scope, by, minute(now)))

    def by(self, scope: Scope, by: Dimension, now: datetime | None = None) -> list[tuple[str, str, Result]]:
        """(label, key, Result), the largest first. A case with two products or articles counts for both."""
        return self._kept(self._groups(scope, by, minute(now)))

    def questions(self, scope: Scope, step: Step | None = None, by: Dimension | None = None) -> list[Question[Any]]:
        """What a page is about to ask of these days (kept.answer_all). None of what is read each time."""
        at = minute(None)
        if self.sheet is None:
            return []
        return [
            self._whole(scope, at),
            *([self._steps(scope, step, at)] if step else []),
            *([self._groups(scope, by, at)] if by else []),
        ]

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

    def _kept(self, question: Question[Answer]) -> Answer:
        return kept(question) if self.sheet else question.make()

    def _whole(self, scope: Scope, at: datetime) -> Question[Result]:
        return self._question("all", scope, at, lambda: self._compute(scope, at))

    def _steps(self, scope: Scope, by: Step, at: datetime) -> Question[list[tuple[date, Result]]]:
        return self._question(by, scope, at, lambda: self._series(scope, by, at))

    def _groups(self, scope: Scope, by: Dimension, at: datetime) -> Question[list[tuple[str, str, Result]]]:
        return self._question(f"{by}-{get_language()}", scope, at, lambda: self._by(scope, by, at))

    def _question(self, what: str, scope: Scope, at: datetime, make: Callable[[], Answer]) -> Question[Answer]:
        of = self.sheet.name if self.sheet else ""
        when = at if self.open_from else None
        return Question(f"{self.name} {what}", scope, self.days(scope), when, make, of)

    def total(self, rows: Rows) -> Result:
        """Of rows of `fields`."""
        return self.add_up(*columns_of(rows, len(self.fields)))

    def _compute(self, scope: Scope, now: datetime) -> Result:
        return self._joined([columns for some in self._months(scope, now).values() for columns in some])

    def _series(self, scope: Scope, by: Step, now: datetime) -> list[tuple[date, Result]]:
        groups = self._months(scope, now) if by == "month" else in_steps(self._each_day(scope, now), by)
        return [(day, self._joined(groups.get(day, []))) for day in buckets(scope, by)]

    def _months(self, scope: Scope, now: datetime) -> dict[date, list[Columns]]:
        """Month by month, for the whole and the series alike."""
        key = self.name, self.sheet, scope, now
        return known_last("months", key, lambda: self._arranged(in_steps(self._each_day(scope, now), "month")))

    def _arranged(self, months: dict[date, list[Columns]]) -> dict[date, list[Columns]]:
        width, arrange = len(self.fields), self.arrange or (lambda *columns: columns)
        return {month: [arrange(*joined(parts, width))] for month, parts in months.items()}

    def _by(self, scope: Scope, by: Dimension, now: datetime) -> list[tuple[str, str, Result]]:
        groups: dict[str, list[Columns]] = defaultdict(list)
        key = column(by, self.fact, self.agent)
        if self.sheet_of(scope) and by not in SEVERAL:
            for _day, (keys, *columns) in self._each_day(scope, now, key):
                for each, some in apart(keys, columns).items():
                    groups[str(NONE if each is None else each)].append(some)
        else:
            # Keyed by the row: a case that sent an article twice counts for it once.
            once = {(row[0], row[1]): row[2:] for row in self._read(scope, now, key, "pk")}
            rows: dict[str, Rows] = defaultdict(list)
            for (each, _pk), row in once.items():
                rows[str(NONE if each is None else each)].append(row)
            groups |= {each: [columns_of(some, len(self.fields))] for each, some in rows.items()}
        for nobody in gone(by, groups):
            groups[str(NONE)] += groups.pop(nobody)
        return named(by, {each: self._joined(some) for each, some in groups.items()})

    def _joined(self, parts: list[Columns]) -> Result:
        return self.add_up(*joined(parts, len(self.fields)))

    # --- Rows ------------------------------------------------------------------------------------------

    def sheet_of(self, scope: Scope) -> Sheet | None:
        """None where only the rows themselves can tell."""
        return None if scope.product or scope.article is not None else self.sheet

    def _read(self, scope: Scope, now: datetime, *first: str) -> Rows:
        return list(self.rows_of(scope, now).order_by().values_list(*first, *self.fields))

    def _each_day(self, scope: Scope, now: datetime, *first: str) -> Days:
        """`first` and `fields` by the day the rows count on; the same for a figure's whole and its series."""
        key = self.name, self.sheet, scope, now, first
        return known_last("days", key, lambda: list(self._read_days(scope, now, *first)))

    def _read_days(self, scope: Scope, now: datetime, *first: str) -> Iterator[tuple[date, Columns]]:
        """From sheets, and from the facts themselves."""
        names = (*first, *self.fields)
        if sheet := self.sheet_of(scope):
            last = scope.until + timedelta(days=self.later)
            if self.open_from:
                last = min(last, shops_day(self.open_from(now)) - timedelta(days=1))
            yield from self._from_sheets(sheet, scope, last, names)
            if last >= scope.until:
                return
            scope = with_other(scope, since=max(scope.since, last + timedelta(days=1)))
        yield from by_day(self._read(scope, now, self.day, *first), len(names))

    def _from_sheets(
        self, sheet: Sheet, scope: Scope, last: date, names: tuple[str, ...]
    ) -> Iterator[tuple[date, Columns]]:
        days = read(sheet, scope.since, last)
        wanted = {flag: frozenset({True}) for flag in self.only} | picked(scope, self.fact, self.agent, days)
        if not self.counts_on:
            yield from ((day, found.columns(names, wanted)) for day, found in days)
            return
        every = [found.columns((self.counts_on, *names), wanted) for _day, found in days]
        on, *columns = joined(every, len(names) + 1)
        for number, some in apart(on, columns).items():
            if scope.since <= (day := date.fromordinal(number)) <= scope.until:
                yield day, some


def in_steps(days: Days, by: Step) -> dict[date, list[Columns]]:
    groups: dict[date, list[Columns]] = defaultdict(list)
    for day, columns in days:
        groups[bucket(day, by)].append(columns)
    return groups


def by_day(rows: Rows, width: int) -> Iterator[tuple[date, Columns]]:
    """Rows that begin with their day."""
    groups: dict[date, Rows] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row[1:])
    return ((day, columns_of(some, width)) for day, some in groups.items())


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
    at = now or known("now", timezone.now)
    return at.replace(second=0, microsecond=0)
