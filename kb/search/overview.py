"""Figures of the search: how often readers search, find, open and go on to a case; this month and the one before."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from kb.figures.wording import NOT_SHOWN, more, percent
from kb.models import SearchQuery
from kb.reports import HelpReport
from kb.search.handling import REPORTS

MONTH = timedelta(days=30)


def month_before(day: date) -> date:
    """The day before the 30 days that end today."""
    return day - MONTH


@dataclass(frozen=True, slots=True)
class Counts:
    searches: int = 0
    without_result: int = 0
    clicks: int = 0
    cases: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def share_without_result(self) -> float | None:
        return self.without_result / self.searches if self.searches else None

    @property
    def share_without_click(self) -> float | None:
        """Of the searches that had a result."""
        answered = self.searches - self.without_result
        return max(0, answered - self.clicks) / answered if answered > 0 else None

    @property
    def share_with_case(self) -> float | None:
        return min(1.0, self.cases / self.searches) if self.searches else None


@dataclass(frozen=True, slots=True)
class Figures:
    """One language, or all together; `before` are the 30 days before these."""

    language: str | Promise
    now: Counts
    before: Counts

    @property
    def change(self) -> float | None:
        return self.now.searches / self.before.searches - 1 if self.before.searches else None


def figures(today: date) -> list[Figures]:
    """Every language of the site, and all of them together first. Two queries."""
    middle = month_before(today)
    now, before = _counted(middle, today), _counted(month_before(middle), middle)
    rows = [Figures(name, now.get(code, Counts()), before.get(code, Counts())) for code, name in settings.LANGUAGES]
    whole = Figures(_("All languages"), _together(row.now for row in rows), _together(row.before for row in rows))
    return [whole, *rows]


def _counted(after: date, until: date) -> dict[str, Counts]:
    """Searches are counted whether somebody has dealt with them or not."""
    names = [each.name for each in fields(Counts)]
    rows = SearchQuery.objects.filter(day__gt=after, day__lte=until).order_by().values_list("language")
    return {language: Counts(*counts) for language, *counts in rows.annotate(*(Sum(name) for name in names))}


def _together(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def _change(row: Figures) -> str:
    return more(row.change) or NOT_SHOWN


def _share(name: str, label: Promise) -> list[Column]:
    def of(which: str) -> Any:
        return lambda row: percent(getattr(getattr(row, which), name))

    return [
        Column(name, label=label, accessor=of("now")),
        Column(f"{name}_before", label=_("before"), accessor=of("before")),
    ]


class SearchesReport(HelpReport):
    """All searches in figures, and the way to the lists of those that went wrong."""

    page_title = _("Searches")
    header_icon = "search"
    model = SearchQuery
    results_template_name = "kb/admin/search/overview_results.html"
    index_url_name = "kb_searches"
    index_results_url_name = "kb_searches_results"
    export_filename = "searches"
    columns: ClassVar = [
        Column("language", label=_("Language")),
        Column("searches", label=_("Searches"), accessor="now.searches"),
        Column("searches_before", label=_("before"), accessor="before.searches"),
        Column(
            "change", label=pgettext_lazy("in percent", "Change"), accessor=lambda row: more(row.change) or NOT_SHOWN
        ),
        *_share("share_without_result", _("Without a result")),
        *_share("share_without_click", _("Without a click")),
        *_share("share_with_case", _("Went on to a case")),
    ]
    export_headings: ClassVar = {
        "language": _("Language"),
        "now.searches": _("Searches"),
        "before.searches": _("Searches before"),
        "now.share_without_result": _("Without a result"),
        "before.share_without_result": _("Without a result before"),
        "now.share_without_click": _("Without a click"),
        "before.share_without_click": _("Without a click before"),
        "now.share_with_case": _("Went on to a case"),
        "before.share_with_case": _("Went on to a case before"),
    }
    list_export: ClassVar = list(export_headings)

    def get_filtered_queryset(self) -> Any:
        return figures(timezone.localdate())

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"lists": REPORTS}
