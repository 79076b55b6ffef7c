"""The rows of each day, written down as columns: a figure of a year reads 365 sheets instead of 200,000 rows.

Whoever writes rows notes on which days they count (`note`, in the same transaction). A sheet is of use as long as
nothing was noted for its day since; whoever needs another makes it, and tick makes those of days that came to rest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from time import monotonic
from typing import Any, Literal

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from portal.desk.figures.business import at_midnight, day
from portal.desk.figures.columns import Rows
from portal.desk.figures.once import known_last
from portal.desk.figures.packing import Kind, Packed, pack
from portal.desk.figures.rows import column
from portal.desk.figures.scope import Dimension
from portal.desk.models import DaySheet, FactDay, FigureState

Column = Kind | Literal["moment", "day"]

DIMENSIONS: Mapping[Dimension, Kind] = {"kind": "word", "way": "word", "language": "word", "team": "id", "agent": "id"}
STORED: Mapping[Column, Kind] = {
    "number": "number", "id": "id", "flag": "flag", "word": "word", "moment": "number", "day": "id",
}  # fmt: skip
# Days whose sheets are made with one statement.
AT_ONCE = 40
ONE_DAY = timedelta(days=1)
# Tick leaves days alone that are still written to: their sheets would not last.
REST = timedelta(hours=1)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Which rows, the day they count on, and their columns by the way to them; dimensions are always among them."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    day: str
    columns: Mapping[str, Column]
    fact: str = ""
    agent: str = "assignee"
    # `day` is a moment, not a date.
    by_moment: bool = False
    # So many days before a day have a say in its rows.
    looks_back: int = 0

    @property
    def every_column(self) -> dict[str, Column]:
        return {**{column(by, self.fact, self.agent): kind for by, kind in DIMENSIONS.items()}, **self.columns}

    def on(self, days: Sequence[date]) -> QuerySet[Any]:
        """The rows of these days, which are in order."""
        if not self.by_moment:
            return self.rows().filter(**{f"{self.day}__in": days})
        spans = Q()
        for first, last in runs(days):
            begins, ends = at_midnight(first), at_midnight(last + ONE_DAY)
            spans |= Q(**{f"{self.day}__gte": begins, f"{self.day}__lt": ends})
        return self.rows().filter(spans)


def runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """The first and the last of days in a row."""
    found = [list(some) for _key, some in groupby(enumerate(days), lambda each: each[1].toordinal() - each[0])]
    return [(some[0][1], some[-1][1]) for some in found]


def read(sheet: Sheet, since: date, until: date) -> list[tuple[date, Packed]]:
    """Every day with rows, both ends included. Two statements when all sheets are there."""
    return known_last("sheets", (sheet.name, since, until), lambda: _read(sheet, since, until))


def _read(sheet: Sheet, since: date, until: date) -> list[tuple[date, Packed]]:
    as_of = stamps(sheet, since, until)
    rows = DaySheet.objects.filter(of=sheet.name, on__gte=since, on__lte=until)
    found = {
        on: columns for on, stamp, columns in rows.values_list("on", "as_of", "columns") if as_of.get(on) == stamp
    }
    if missing := [on for on in sorted(as_of) if on not in found]:
        found |= make(sheet, missing, as_of)
    return [(on, Packed(found[on])) for on in sorted(as_of)]


def stamps(sheet: Sheet, since: date, until: date) -> dict[date, int]:
    """What the sheet of each day with rows has to be made after."""
    days = FactDay.objects.filter(on__gte=since - sheet.looks_back * ONE_DAY, on__lte=until)
    changed = dict(days.values_list("on", "changed"))
    back = range(sheet.looks_back + 1)
    return {on: max(changed.get(on - n * ONE_DAY, 0) for n in back) for on in changed if on >= since}


def last_change(since: date | None, until: date) -> int:
    """Grows whenever a row of these days is written, and only then. None: from the beginning."""
    days = FactDay.objects.filter(on__lte=until)
    if since:
        days = days.filter(on__gte=since)
    return days.aggregate(last=Max("changed"))["last"] or 0


def make(sheet: Sheet, days: Sequence[date], as_of: Mapping[date, int]) -> dict[date, bytes]:
    """`as_of` was read before the rows are: what is written meanwhile makes the sheet old, not wrong."""
    made: dict[date, bytes] = {}
    for begin in range(0, len(days), AT_ONCE):
        some = days[begin : begin + AT_ONCE]
        groups = gathered(sheet, some)
        fresh = {on: packed(sheet, groups[on]) for on in some}
        DaySheet.objects.bulk_create(
            [DaySheet(of=sheet.name, on=on, as_of=as_of[on], columns=fresh[on]) for on in some],
            update_conflicts=True,
            unique_fields=["of", "on"],
            update_fields=["as_of", "columns"],
        )
        made |= fresh
    return made


def gathered(sheet: Sheet, days: Sequence[date]) -> dict[date, Rows]:
    groups: dict[date, Rows] = defaultdict(list)
    rows = sheet.on(days).order_by().values_list(sheet.day, *sheet.every_column)
    for at, *row in rows.iterator(2000):
        groups[day(at) if sheet.by_moment else at].append(tuple(row))
    return groups


def packed(sheet: Sheet, rows: Rows) -> bytes:
    columns: dict[str, tuple[Kind, Sequence[Any]]] = {}
    values = list(zip(*rows, strict=True)) or [()] * len(sheet.every_column)
    for (name, kind), found in zip(sheet.every_column.items(), values, strict=True):
        columns[name] = STORED[kind], [number(kind, value) for value in found]
    return pack(columns)


def number(kind: Column, value: Any) -> Any:
    if value is None:
        return None
    if kind == "moment":
        return value.timestamp()
    return day(value).toordinal() if kind == "day" else value


def make_those_at_rest(sheets: Iterable[Sheet], seconds: float, rest: timedelta = REST) -> int:
    """How many sheets were made, the latest days first, within some seconds."""
    until, made = monotonic() + seconds, 0
    ready = set(FactDay.objects.filter(changed_at__lte=timezone.now() - rest).values_list("on", flat=True))
    if not ready:
        return 0
    for sheet in sheets:
        as_of = stamps(sheet, min(ready), max(ready))
        known = dict(DaySheet.objects.filter(of=sheet.name).values_list("on", "as_of"))
        missing = sorted(on for on, stamp in as_of.items() if on in ready and known.get(on) != stamp)
        while missing and monotonic() < until:
            made += len(make(sheet, missing[-AT_ONCE:], as_of))
            del missing[-AT_ONCE:]
    return made


def note(days: Iterable[date]) -> None:
    """Rows of these days were written. Within their transaction: writers wait for each other at the counter."""
    FigureState.objects.update_or_create(pk=1, defaults={"counter": F("counter") + 1}, create_defaults={"counter": 1})
    counter, now = FigureState.objects.values_list("counter", flat=True).get(pk=1), timezone.now()
    FactDay.objects.bulk_create(
        [FactDay(on=on, changed=counter, changed_at=now) for on in sorted(days)],
        update_conflicts=True,
        unique_fields=["on"],
        update_fields=["changed", "changed_at"],
    )
