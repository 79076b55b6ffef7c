"""The pages of figures: how it goes as a whole, and one figure with everything behind it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from kb.figures.wording import count
from portal.desk.figures.scope import Scope
from portal.desk.reports import filters, shown
from portal.desk.reports.access import FiguresOnly
from portal.desk.reports.asking import CLOCKS, Asked, asked
from portal.desk.reports.every import Figure, ask, by_clock, figures, grouped
from portal.desk.reports.exporting import FORMATS, download
from portal.desk.reports.hours import by_hour
from portal.desk.reports.periods import step


class FiguresPage(FiguresOnly, WagtailAdminTemplateMixin, TemplateView):
    """Filters, days and breadcrumbs, as on every page of figures."""

    header_icon = "table"
    page_title: Any = _("How it goes")
    _show_breadcrumbs = True
    with_clock = True

    @cached_property
    def asked(self) -> Asked:
        return asked(self.request)

    @property
    def scope(self) -> Scope:
        return self.asked.scope

    def get_breadcrumbs_items(self) -> list[Any]:
        start = {"url": reverse("figures:overview"), "label": _("How it goes")}
        here = {"url": "", "label": self.page_title}
        return [*self.breadcrumbs_items, *([start] if self.page_title != start["label"] else []), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen, today = self.asked, timezone.localdate()
        context = {
            "asked": chosen,
            "choices": filters.choices(chosen, self.user, today, with_clock=self.with_clock),
            "chips": filters.chips(chosen),
            "before": chosen.scope.before,
            "zone": str(timezone.get_default_timezone()),
            "clock_name": CLOCKS[chosen.clock],
            "exports": [(kind.upper(), f"?{chosen.query(export=kind)}") for kind in FORMATS],
        }
        return super().get_context_data(**context, **kwargs)

    def table(self) -> tuple[str, shown.Table] | None:
        """The table that is exported, with the name of its file."""
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        how = request.GET.get("export", "")
        if how in FORMATS and (found := self.table()):
            name, table = found
            return download(name, how, *table.exported())
        return super().get(request, *args, **kwargs)


class OverviewPage(FiguresPage):
    template_name = "desk/reports/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=self.groups(), **kwargs)

    def groups(self) -> list[dict[str, Any]]:
        figures = [figure for _group, mine in grouped(self.asked.clock) for figure in mine]
        ask(figures, self.scope, step(self.scope.days))
        return [
            {
                "group": group,
                "tiles": [self.tile(each) for each in mine],
                "charts": [self.chart(each) for each in mine],
            }
            for group, mine in grouped(self.asked.clock)
        ]

    def tile(self, figure: Figure) -> shown.Tile:
        scope = self.scope
        return shown.tile(figure, self.asked, figure.compute(scope), figure.compute(scope.before))

    def chart(self, figure: Figure) -> dict[str, Any]:
        drawing, table = shown.over_days(figure, self.asked)
        return {
            "figure": figure,
            "drawing": drawing,
            "table": table,
            "url": shown.page_url(figure, self.asked),
            "clock": CLOCKS.get(figure.clock, ""),
        }

    def table(self) -> tuple[str, shown.Table]:
        """Every figure in a row, with the period before."""
        rows = []
        ask((figure for _group, mine in grouped(self.asked.clock) for figure in mine), self.scope)
        for _group, mine in grouped(self.asked.clock):
            for figure in mine:
                now, before = (figure.compute(each) for each in (self.scope, self.scope.before))
                cells = (now.value, now.n, now.median, now.p90, now.mean, now.low, now.high, before.value, before.n)
                unit = (figure.unit, str(figure.clock))
                rows.append(shown.Row(str(figure.title), tuple(shown.Cell("", "", raw) for raw in (*unit, *cells))))
        heads = (
            _("Figure"), _("Unit"), _("Clock"), _("Value"), "n", _("Median"), _("P90"), _("Mean"),
            pgettext_lazy("interval", "From"), pgettext_lazy("interval", "To"),
            _("Before"), _("n before"),
        )  # fmt: skip
        return f"figures-{self.scope.since}-{self.scope.until}", shown.Table(heads, tuple(rows))


class FigurePage(FiguresPage):
    template_name = "desk/reports/figure.html"

    @cached_property
    def figure(self) -> Figure:
        """By the clock that was chosen; 404 for one there is not."""
        name = self.kwargs["name"]
        found = by_clock(self.asked.clock).get(name) or figures().get(name)
        if found is None:
            raise Http404
        return found

    @property
    def page_title(self) -> Any:
        return self.figure.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure, chosen = self.figure, self.asked
        ask([figure], self.scope, step(self.scope.days), chosen.by)
        now, before = figure.compute(self.scope), figure.compute(self.scope.before)
        drawing, days = shown.over_days(figure, chosen)
        context = {
            "figure": figure,
            "tile": shown.tile(figure, chosen, now, before),
            "drawing": drawing,
            "days": days,
            "parts": shown.parts_table(figure, chosen, now),
            "grouped": shown.grouped_table(figure, chosen),
            "hours": by_hour(figure, chosen),
            "groupings": filters.groupings(chosen, self.user),
            "clock": CLOCKS.get(figure.clock, ""),
            "cases": count(now.listed),
        }
        return super().get_context_data(**context, **kwargs)

    def table(self) -> tuple[str, shown.Table]:
        """Days, and with `of=groups` the groups."""
        if self.request.GET.get("of") == "groups":
            return f"{self.figure.name}-{self.asked.by}", shown.grouped_table(self.figure, self.asked)
        return self.figure.name, shown.over_days(self.figure, self.asked)[1]
