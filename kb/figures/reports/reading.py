"""The report "Reading": is each article opened, how long is it read, and what do readers do next?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kb.editing.due import source_changes
from kb.figures import definitions as meaning
from kb.figures import queries
from kb.figures.charts import Chart, Series, columns, in_cell, share_bar
from kb.figures.reports.base import QUESTION, ArticleFilters, ArticleRow, FiguresReport
from kb.figures.rules import CLASSES, Period, Readings, change
from kb.figures.wording import column, count, more, percent, seconds
from kb.models import ArticlePage
from kb.models.reading import Device
from kb.reading.rules import Reading

READING = [Series(reading.label, reading.value) for reading in Reading]
SHORT = [
    Series(_("Short and solved"), "good"),
    Series(_("Short and failed"), "bad"),
    Series(_("Longer than a minute"), "rest"),
]
COVERAGE = [
    Series(_("Phone, timed"), "read"),
    Series(_("Phone, without a time"), "rest"),
    Series(_("Computer, timed"), "scan"),
    Series(_("Computer, without a time"), "rest"),
]
MOST_COLUMNS = 31


class ReadingFilters(ArticleFilters):
    outdated = django_filters.BooleanFilter(label=_("Translation may be out of date"))

    class Meta(ArticleFilters.Meta):
        pass


@dataclass(frozen=True, slots=True)
class Line(ArticleRow):
    outdated: bool
    expected: int
    readings: Readings
    by_device: dict[str, Readings]
    before: Readings
    views: int | None
    median: float | None
    coverage: float | None
    short_solved: float | None
    short_failed: float | None


def line(article: Any, devices: dict[str, Readings], before: Readings) -> Line:
    now = queries.together(devices.values())
    return Line(
        article.pk,
        article.title,
        article.locale.language_code,
        article.outdated,
        article.expected_seconds,
        now,
        devices,
        before,
        now.views,
        now.median,
        now.coverage,
        now.short_solved,
        now.short_failed,
    )


def times(row: Line) -> SafeString:
    """The median of the whole text's time, and both quarters: 0:40 of 0:56 (0:20 – 1:10)."""
    if row.median is None:
        return format_html("{}", seconds(None))
    whole = gettext("%(median)s of %(whole)s") % {"median": seconds(row.median), "whole": seconds(row.expected)}
    return format_html("{} <small>({} – {})</small>", whole, seconds(row.readings.p25), seconds(row.readings.p75))


def language(row: Line) -> SafeString:
    if not row.outdated:
        return format_html("{}", row.language)
    return format_html("{}<br><small>{}</small>", row.language, gettext("May be out of date"))


def opened(row: Line) -> SafeString:
    """How often, and how much more than before."""
    changed = more(change(row.views, row.before.views))
    return format_html("{}{}", count(row.views), format_html(" <small>({})</small>", changed) if changed else "")


def phones(row: Line) -> float | None:
    return row.by_device.get(Device.SMALL, Readings({})).coverage


def computers(row: Line) -> float | None:
    return row.by_device.get(Device.LARGE, Readings({})).coverage


class ReadingReport(FiguresReport):
    page_title = _("Reading")
    slug = "reading"
    filterset_class = ReadingFilters
    default_ordering = "-views"
    compares = True
    definitions = (meaning.VIEWS, meaning.COVERAGE, meaning.TIMES, meaning.SHORT, meaning.CLASSES)
    columns: ClassVar = [
        QUESTION,
        column("language", _("Language"), language, "language"),
        column("views", _("Views"), opened, "views"),
        column("coverage", _("Timed"), lambda row: percent(row.coverage), "coverage"),
        column("median", _("Median, whole text"), times, "median"),
        column("solved", _("Short, solved"), lambda row: percent(row.short_solved), "short_solved"),
        column("failed", _("Short, failed"), lambda row: percent(row.short_failed), "short_failed"),
        column("classes", _("How it is read"), lambda row: in_cell(READING, list(row.readings.classes.values()))),
    ]
    exported: ClassVar = {
        "title": _("Question"),
        "language": _("Language"),
        "outdated": _("Translation may be out of date"),
        "views": _("Views"),
        "before.views": _("Views before"),
        "coverage": _("Timed"),
        "coverage_phone": _("Timed on phones"),
        "coverage_computer": _("Timed on computers"),
        "median": _("Median (s)"),
        "readings.p25": _("Lower quarter (s)"),
        "readings.p75": _("Upper quarter (s)"),
        "before.median": _("Median before (s)"),
        "expected": _("Whole text (s)"),
        "readings.under_minute": _("Under 1 min"),
        "short_solved": _("Short and solved"),
        "short_failed": _("Short and failed"),
        **{f"readings.classes.{reading.value}": reading.label for reading in Reading},
    }

    def articles(self) -> QuerySet[ArticlePage]:
        found = ArticlePage.objects.live().annotate(outdated=Exists(source_changes()))
        return self.filter_queryset(found.select_related("locale").defer("body").order_by("path"))

    def rows(self) -> Iterable[Line]:
        articles = list(self.articles())
        keys = [article.pk for article in articles]
        devices: dict[int, dict[str, Readings]] = defaultdict(dict)
        for (pk, device), counts in queries.sums(self.period, keys, "article_id", "device").items():
            devices[pk][device] = Readings(counts)
        before = queries.by_article(self.period.before, keys)
        return [line(article, devices[article.pk], before.get(article.pk, Readings({}))) for article in articles]

    def to_row_dict(self, item: Line) -> dict[str, Any]:
        known = {"coverage_phone": phones(item), "coverage_computer": computers(item)}
        return {name: known[name] if name in known else _at(item, name) for name in self.list_export}

    def charts(self, rows: Sequence[Line]) -> list[Chart | None]:
        all_of_it = queries.together(row.readings for row in rows)
        if all_of_it.median is None:
            return []
        heads = (_("Class"), _("Views"), pgettext("of all", "Share"))
        counts = all_of_it.counts
        short = [counts["short_solved"], counts["short_failed"]]
        return [
            self._views([row.pk for row in rows]),
            share_bar(_("How articles are read"), READING, [counts[name] for name in CLASSES], heads, meaning.CLASSES),
            share_bar(_("Under a minute"), SHORT, [*short, counts["timed"] - sum(short)], heads, meaning.SHORT),
            self._coverage(rows),
        ]

    def _views(self, articles: list[int]) -> Chart | None:
        days = queries.by_day(self.period, articles, ("views",))
        bars = [
            (date_format(first, "MONTH_DAY_FORMAT"), [sum(days[day].counts["views"] for day in span if day in days)])
            for first, span in spans(self.period)
        ]
        heads = (span_name(self.period), _("Views"))
        return columns(_("Views"), [Series(_("Views"), "plain")], bars, heads, meaning.VIEWS)

    def _coverage(self, rows: Sequence[Line]) -> Chart | None:
        """Two shares for each kind of device: with a time and without."""
        counts = []
        for device in Device.values:
            found = queries.together(row.by_device.get(device, Readings({})) for row in rows).counts
            counts += [found.get("timed", 0), found.get("views", 0) - found.get("timed", 0)]
        heads = (_("Device"), _("Views"), pgettext("of all", "Share"))
        return share_bar(_("Views that reported a time"), COVERAGE, counts, heads, meaning.COVERAGE)


def spans(period: Period) -> list[tuple[Any, list[Any]]]:
    """The days of a period, or its weeks when it is long: (first day, days)."""
    every = [period.since + timedelta(days=number) for number in range(period.days)]
    step = 1 if period.days <= MOST_COLUMNS else 7
    return [(every[start], every[start : start + step]) for start in range(0, len(every), step)]


def span_name(period: Period) -> Any:
    return _("Day") if period.days <= MOST_COLUMNS else _("Week from")


def _at(row: Any, name: str) -> Any:
    for part in name.split("."):
        row = row.get(part) if isinstance(row, dict) else getattr(row, part)
    return row
