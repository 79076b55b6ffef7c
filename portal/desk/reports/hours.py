"""The backlog hour by hour, as it was written down at each: peaks within a day, which days don't show."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from kb.figures.wording import count
from portal.desk.figures.backlog import BACKLOG
from portal.desk.figures.hourly import hours
from portal.desk.models import BacklogHour
from portal.desk.reports import words
from portal.desk.reports.asking import Asked
from portal.desk.reports.charts import Drawing, Point, over_time, scale
from portal.desk.reports.every import Figure
from portal.desk.reports.shown import Cell, Row, Table

# More hours than this can't be told apart in a drawing.
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Hours:
    drawing: Drawing
    table: Table


def by_hour(figure: Figure, asked: Asked) -> Hours | None:
    """None for other figures, for longer times, and for choices whose hours are not kept."""
    if figure.name != BACKLOG.name or asked.scope.days > MOST_DAYS:
        return None
    try:
        rows = list(hours(asked.scope))
    except ValueError:
        return None
    if not rows:
        return None
    points = [Point(label(row), float(row.open), f"{label(row)}: {count(row.open)}") for row in rows]
    to = scale(points, "count")
    axis = [words.show(mark, "count") for mark in to.marks]
    heads = (_("Hour"), _("Open"), _("Past a target"), _("Age: median"), _("P90"))
    table = Table(heads, tuple(Row(label(row), cells(row)) for row in rows))
    return Hours(over_time(points, "count", (_("Open"),), axis, to), table)


def label(row: BacklogHour) -> str:
    return date_format(localtime(row.at), "SHORT_DATETIME_FORMAT")


def cells(row: BacklogHour) -> tuple[Cell, ...]:
    ages = (Cell(words.show(age, "seconds"), "", age) for age in (row.age_median, row.age_p90))
    return Cell(count(row.open), "", row.open), Cell(count(row.past_target), "", row.past_target), *ages
