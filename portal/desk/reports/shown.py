"""One figure on a page: its tile, its drawing, its table, and the address of the cases behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from kb.figures.wording import NOT_SHOWN, count
from portal.desk.figures.results import Result
from portal.desk.figures.scope import Step
from portal.desk.reports import words
from portal.desk.reports.asking import Asked
from portal.desk.reports.charts import Drawing, Point, over_time, scale
from portal.desk.reports.every import Figure, base_name, lists_cases
from portal.desk.reports.periods import next_month, step


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table's cell; `url` opens the cases behind it, `raw` goes into a spreadsheet."""

    text: str
    url: str = ""
    raw: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str | Promise, ...]
    rows: tuple[Row, ...]

    def exported(self) -> tuple[list[Any], list[list[Any]]]:
        return list(self.heads), [[row.label, *(cell.raw for cell in row.cells)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in large, how sure it is, and what became of it since the period before."""

    title: Any
    value: str
    url: str
    n: str
    more: tuple[tuple[str, str], ...]
    before: str
    change: words.Change | None
    page: str


def cases_url(figure: Figure, asked: Asked, part: str = "", query: str | None = None) -> str:
    """Empty where a figure has no cases."""
    if not lists_cases(figure):
        return ""
    address = reverse("figures:cases", args=[figure.name])
    rest = asked.query() if query is None else query
    return f"{address}?{rest}{'&part=' + part if part else ''}"


def page_url(figure: Figure, asked: Asked, **changed: Any) -> str:
    return f"{reverse('figures:figure', args=[base_name(figure)])}?{asked.query(**changed)}"


def told(result: Result) -> str:
    """What the number rests on, as long as its list is."""
    if result.cases is not None and result.cases != result.n:
        return gettext("n = %(n)s in %(cases)s cases") % {
            "n": count(result.n),
            "cases": count(result.cases),
        }
    if result.of is not None and result.of != result.n:
        return gettext("n = %(n)s of %(of)s") % {"n": count(result.n), "of": count(result.of)}
    return gettext("n = %(n)s") % {"n": count(result.n)}


def tile(figure: Figure, asked: Asked, now: Result, before: Result) -> Tile:
    more = []
    if figure.unit == "seconds" and now.p90 is not None:
        more.append((gettext("P90"), words.show(now.p90, "seconds")))
        more.append((gettext("Mean"), words.show(now.mean, "seconds")))
    if (sure := words.between(now.low, now.high, figure.unit)) and figure.unit in ("share", "score"):
        more.append((gettext("Sure by 95 %"), sure))
    if figure.unit == "count" and now.median is not None:
        more.append((gettext("Age: median"), words.show(now.median, "seconds")))
        more.append((gettext("P90"), words.show(now.p90, "seconds")))
    elif now.mean is not None and figure.unit != "seconds":
        more.append((gettext("Mean"), words.decimal(now.mean)))
    return Tile(
        figure.title,
        words.show(now.value, figure.unit),
        cases_url(figure, asked) if now.listed else "",
        told(now),
        tuple(more),
        words.show(before.value, figure.unit),
        words.change(figure.name, figure.unit, now.value, before.value),
        page_url(figure, asked),
    )


def last_day(first: date, by: Step) -> date:
    if by == "month":
        return next_month(first) - timedelta(days=1)
    return first + timedelta(days=6) if by == "week" else first


def label_of(day: date, by: Step) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT" if by == "month" else "MONTH_DAY_FORMAT")


def over_days(figure: Figure, asked: Asked) -> tuple[Drawing, Table]:
    """The figure day by day, week by week or month by month."""
    by = step(asked.scope.days)
    return drawn(figure, asked, figure.series(asked.scope, by), by)


def drawn(figure: Figure, asked: Asked, found: Sequence[tuple[date, Result]], by: Step) -> tuple[Drawing, Table]:
    unit, points, rows = figure.unit, [], []
    for first, result in found:
        query = asked.of_days(first, last_day(first, by))
        url = cases_url(figure, asked, query=query) if result.listed else ""
        label, value = label_of(first, by), words.show(result.value, unit)
        points.append(
            Point(
                label,
                result.value,
                f"{label}: {value} ({told(result)})",
                url,
                second=result.p90 if unit == "seconds" else None,
                low=result.low if unit == "share" else None,
                high=result.high if unit == "share" else None,
            )
        )
        rows.append(Row(label, cells(figure, result, url)))
    to = scale(points, unit)
    axis = [words.show(mark, unit) for mark in to.marks]
    drawing = over_time(points, unit, (name_of(unit), gettext("P90"), gettext("Before")), axis, to)
    return drawing, Table((by_words(by), *heads(figure)), tuple(rows))


def name_of(unit: str) -> str:
    return {"seconds": gettext("Median"), "share": gettext("Share"), "count": pgettext("how many", "Number")}.get(
        unit, gettext("Figure")
    )


def by_words(by: Step) -> Promise:
    return {"day": _("Day"), "week": _("Week from"), "month": _("Month")}[by]


def heads(figure: Figure) -> tuple[str | Promise, ...]:
    if figure.unit == "seconds":
        return (_("Median"), _("P90"), _("Mean"), "n")
    return (
        (name_of(figure.unit), _("Sure by 95 %"), "n")
        if figure.unit in ("share", "score")
        else (
            name_of(figure.unit),
            "n",
        )
    )


def cells(figure: Figure, result: Result, url: str) -> tuple[Cell, ...]:
    unit = figure.unit
    value = Cell(words.show(result.value, unit), url, result.value)
    n = Cell(count(result.n), url, result.n)
    if unit == "seconds":
        p90, mean = (Cell(words.show(each, unit), "", each) for each in (result.p90, result.mean))
        return value, p90, mean, n
    if unit in ("share", "score"):
        sure = words.between(result.low, result.high, unit)
        return value, Cell(sure or NOT_SHOWN, "", sure), n
    return value, n


def parts_table(figure: Figure, asked: Asked, result: Result) -> Table | None:
    """What a figure consists of: shares, kinds, ages."""
    if not result.parts:
        return None
    rows = []
    for part in result.parts:
        url = cases_url(figure, asked, part.key) if part.listed and part.key in figure.parts else ""
        unit = part.unit or figure.unit
        value = Cell(words.show(part.value, unit), url, part.value)
        rows.append(Row(str(part.label), (value, Cell(count(part.n), url, part.n))))
    return Table((_("Part"), name_of(figure.unit if figure.unit != "seconds" else "share"), "n"), tuple(rows))


def grouped_table(figure: Figure, asked: Asked) -> Table:
    """By kind, way, … in the order measures give; agents by name, because people are not ranked."""
    found = figure.by(asked.scope, asked.by)
    if asked.by == "agent":
        found = sorted(found, key=lambda row: row[0])
    rows = []
    for label, key, result in found:
        query = asked.query(**{asked.by: key})
        url = cases_url(figure, asked, query=query) if result.listed else ""
        rows.append(Row(label, cells(figure, result, url), page_url(figure, asked, **{asked.by: key})))
    return Table((_("Of"), *heads(figure)), tuple(rows))


def shown_cases(number: int) -> str:
    return ngettext("%(n)s case", "%(n)s cases", number) % {"n": count(number)}
