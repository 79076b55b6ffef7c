"""One figure: its words, its rows, what they add up to, and the cases behind every number."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from kb.figures.definitions import Definition
from portal.desk.figures.keeping import catch_up
from portal.desk.figures.kept import kept
from portal.desk.figures.results import Result
from portal.desk.figures.rows import chosen, column, labels, within
from portal.desk.figures.scope import NONE, Dimension, Scope, Step, bucket, buckets
from returns.models import Case

Unit = Literal["seconds", "share", "count", "per100", "score"]
Clock = Literal["business", "calendar", ""]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Measure:
    """`compute`, `series` and `by` are kept until a fact changes; `now` is a parameter for tests."""

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

    def compute(self, scope: Scope, now: datetime | None = None) -> Result:
        return kept(self.name, "all", scope, now, lambda at: self._compute(scope, at))

    def series(self, scope: Scope, by: Step = "day", now: datetime | None = None) -> list[tuple[date, Result]]:
        """Every day, week (from its Monday) or month of the scope, also the empty ones."""
        return kept(self.name, by, scope, now, lambda at: self._series(scope, by, at))

    def by(self, scope: Scope, by: Dimension, now: datetime | None = None) -> list[tuple[str, str, Result]]:
        """(label, key, Result), the largest first. A case with two products or articles counts for both."""
        return kept(self.name, f"{by}-{get_language()}", scope, now, lambda at: self._by(scope, by, at))

    def cases(self, scope: Scope, part: str = "", now: datetime | None = None) -> QuerySet[Case]:
        """Exactly those behind a number: each once, the newest first. Raises KeyError for a part it has not."""
        catch_up()
        rows = self.rows_of(scope, minute(now)).filter(self.parts[part] if part else self.parts.get("", Q()))
        return Case.objects.filter(pk__in=rows.order_by().values(self.fact.removesuffix("__") or "pk"))

    def rows_of(self, scope: Scope, now: datetime) -> QuerySet[Any]:
        return self.rows(now).filter(within(scope, self.day), chosen(scope, self.fact, self.agent))

    def _compute(self, scope: Scope, now: datetime) -> Result:
        return self.total(self._read(scope, now))

    def _read(self, scope: Scope, now: datetime, *first: str) -> Rows:
        return list(self.rows_of(scope, now).order_by().values_list(*first, *self.fields))

    def _series(self, scope: Scope, by: Step, now: datetime) -> list[tuple[date, Result]]:
        groups: dict[date, Rows] = defaultdict(list)
        for row in self._read(scope, now, self.day):
            groups[bucket(row[0], by)].append(row[1:])
        return [(day, self.total(groups[day])) for day in buckets(scope, by)]

    def _by(self, scope: Scope, by: Dimension, now: datetime) -> list[tuple[str, str, Result]]:
        groups: dict[str, dict[Any, tuple[Any, ...]]] = defaultdict(dict)
        for row in self._read(scope, now, column(by, self.fact, self.agent), "pk"):
            # Keyed by the row: a case that sent an article twice counts for it once.
            groups[str(NONE if row[0] is None else row[0])][row[1]] = row[2:]
        return named(by, {key: self.total(list(rows.values())) for key, rows in groups.items()})


def named(by: Dimension, results: Mapping[str, Result]) -> list[tuple[str, str, Result]]:
    """With what people call each key, the largest first."""
    nobody = str(NONE)
    words = {"": gettext("None"), nobody: gettext("None")} | labels(by, [key for key in results if key != nobody])
    if by in ("product", "article"):
        results = {key: result for key, result in results.items() if key != nobody}
    found = [(words.get(key, key), key, result) for key, result in results.items()]
    return sorted(found, key=lambda row: (-(row[2].of or row[2].n), row[0]))


def minute(now: datetime | None) -> datetime:
    """Figures are as of a whole minute, so that one asked for again within it is the same."""
    return (now or timezone.now()).replace(second=0, microsecond=0)
