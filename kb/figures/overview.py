"""The start page of the figures, and the panel of it that editors meet on the admin's home."""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from kb.figures import definitions as meaning
from kb.figures import queries
from kb.figures.charts import Chart, Series, columns, share_bar
from kb.figures.reports.every import REPORTS
from kb.figures.reports.reading import READING, spans
from kb.figures.rules import CLASSES, Period, change
from kb.figures.todo import DAYS, tasks_now
from kb.figures.wording import count, more, percent, seconds
from kb.reading.rules import FEWEST_READERS
from kb.reports import AsksForPages

# Reports of other rooms of the help centre, by the names of their addresses.
NEIGHBOURS = (
    {"title": _("Due for review"), "name": "kb_due_for_review"},
    {"title": _("Why it didn't help"), "name": "kb_reason_report"},
    {"title": _("Searches"), "name": "kb_searches"},
)


class Overview(AsksForPages, WagtailAdminTemplateMixin, PermissionCheckedMixin, TemplateView):
    page_title = _("Help centre figures")
    header_icon = "help"
    template_name = "kb/admin/figures/overview.html"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[Any]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = Period(timezone.localdate(), DAYS)
        days, past = queries.by_day(period), queries.by_day(period.before)
        now, before = queries.together(days.values()), queries.together(past.values())
        helped, helped_before = (_votes(each) for each in (period, period.before))
        failed = now.failed, before.failed
        tiles = [
            Tile(_("Views"), count(now.views), more(change(now.views, before.views))),
            Tile(_("Median reading"), seconds(now.median), seconds(before.median)),
            Tile(_("Failed"), percent(failed[0]), percent(failed[1])),
            Tile(_("Helped"), percent(helped), percent(helped_before)),
        ]
        context = {
            "tasks": tasks_now(),
            "tiles": tiles,
            "period": period,
            "charts": [chart for chart in self.charts(period, days, now) if chart],
            "reports": [
                *({"title": report.page_title, "name": report.url_names()[0]} for report in REPORTS),
                *NEIGHBOURS,
            ],
            "definitions": (meaning.VIEWS, meaning.COVERAGE, meaning.TIMES, meaning.SHORT, meaning.HELPED),
        }
        return super().get_context_data(**kwargs, **context)

    def charts(self, period: Period, days: Mapping[Any, Any], now: Any) -> list[Chart | None]:
        if now.views is None:
            return []
        bars = [
            (date_format(first, "MONTH_DAY_FORMAT"), [sum(days[day].counts["views"] for day in span if day in days)])
            for first, span in spans(period)
        ]
        heads = (_("Class"), _("Views"), pgettext("of all", "Share"))
        counts = [now.counts[name] for name in CLASSES]
        return [
            columns(_("Views"), [Series(_("Views"), "plain")], bars, (_("Day"), _("Views")), meaning.VIEWS),
            share_bar(_("How articles are read"), READING, counts, heads, meaning.CLASSES) if now.median else None,
        ]


class Tile:
    """A number in large, with what it was in the period before."""

    def __init__(self, label: Any, value: str, before: str) -> None:
        self.label, self.value, self.before = label, value, before


def _votes(period: Period) -> float | None:
    given = queries.votes(period).values()
    total = sum(each[1] for each in given)
    return sum(each[0] for each in given) / total if total >= FEWEST_READERS else None


class NextPanel(Component):
    """On the admin's home: three things to do. Nothing at all when there is nothing to do."""

    name = "help_centre_next"
    template_name = "kb/admin/figures/next_panel.html"
    order = 120

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        return {"tasks": tasks_now()}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        return super().render_html(parent_context)

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/figures.css"]})
