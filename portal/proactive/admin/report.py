"""The report "Proactive help": what it avoided against those held out, and below it every single decision."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from portal.proactive.admin.figures import DEFINITIONS, HEADS, rows
from portal.proactive.models import Nudge
from portal.proactive.queries import counts, matured, within
from returns.access import SEE_FIGURES, WORK_CASES

PERIODS = {"30": _("30 days"), "90": _("90 days"), "365": _("A year")}
USUAL = "90"
SIDES = [("offered", _("Offered")), ("held", _("Held out"))]
YES = [("on", _("Yes"))]


def may_see(user: Any) -> bool:
    return bool(user.has_perm(SEE_FIGURES))


class NudgeFilters(WagtailFilterSet):
    days = django_filters.ChoiceFilter(
        choices=list(PERIODS.items()), method="by_period", label=_("Period"), empty_label=None
    )
    side = django_filters.ChoiceFilter(choices=SIDES, method="by_side", label=_("Side"))
    ripe = django_filters.ChoiceFilter(choices=YES, method="by_ripe", label=_("Seven days over"))
    asked = django_filters.ChoiceFilter(choices=YES, method="by_asked", label=_("Asked us"))
    seen = django_filters.ChoiceFilter(choices=YES, method="by_seen", label=_("Seen"))
    used = django_filters.ChoiceFilter(choices=YES, method="by_used", label=_("Used"))

    class Meta:
        model = Nudge
        fields: ClassVar = ["days", "rule", "side", "ripe", "asked", "seen", "used"]

    def by_period(self, found: QuerySet[Nudge], _name: str, _value: str) -> QuerySet[Nudge]:
        """The view has done it: without a choice there is a period, too."""
        return found

    def by_side(self, found: QuerySet[Nudge], _name: str, value: str) -> QuerySet[Nudge]:
        return found.filter(held_out=value == "held")

    def by_ripe(self, found: QuerySet[Nudge], _name: str, _value: str) -> QuerySet[Nudge]:
        return found.filter(matured(timezone.now()))

    def by_asked(self, found: QuerySet[Nudge], _name: str, _value: str) -> QuerySet[Nudge]:
        return found.filter(contacted_at__isnull=False)

    def by_seen(self, found: QuerySet[Nudge], _name: str, _value: str) -> QuerySet[Nudge]:
        return found.filter(seen_at__isnull=False)

    def by_used(self, found: QuerySet[Nudge], _name: str, _value: str) -> QuerySet[Nudge]:
        return found.filter(acted_at__isnull=False)


def side_of(row: Nudge) -> str:
    return gettext("Held out") if row.held_out else gettext("Offered")


def asked_in(row: Nudge) -> Any:
    """The case it came to, with the way there for who may go it."""
    if row.contact is None:
        return gettext("Yes") if row.contacted_at else ""
    if vars(row).get("may_work"):
        return format_html('<a href="/admin/cases/{}/">{}</a>', row.contact.reference, row.contact.reference)
    return row.contact.get_kind_display()


class NudgeReport(ReportView):
    page_title = _("Proactive help")
    header_icon = "help"
    model = Nudge
    filterset_class = NudgeFilters
    index_url_name = "proactive_help"
    index_results_url_name = "proactive_help_results"
    template_name = "proactive/admin/report.html"
    results_template_name = "proactive/admin/report_results.html"
    export_filename = "proactive-help"
    default_ordering = "-made_at"
    # The view asks for the right to see figures instead, below.
    any_permission_required = None
    permission_required = None
    columns: ClassVar = [
        DateColumn("made_at", label=_("Decided"), sort_key="made_at"),
        Column("rule", label=_("Rule"), accessor="get_rule_display", sort_key="rule"),
        Column("side", label=_("Side"), accessor=side_of),
        DateColumn("seen_at", label=_("Seen")),
        DateColumn("acted_at", label=_("Used")),
        DateColumn("mailed_at", label=_("By e-mail")),
        DateColumn("contacted_at", label=_("Asked us")),
        Column("contact", label=_("Case"), accessor=asked_in),
    ]
    # Who it was stands in no export: it is about rules, not about people.
    list_export: ClassVar = [
        "made_at", "rule", "held_out", "seen_at", "acted_at", "mailed_at", "dismissed_at", "contacted_at",
        "settled_at",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "made_at": _("Decided"),
        "rule": _("Rule"),
        "held_out": _("Held out"),
        "seen_at": _("Seen"),
        "acted_at": _("Used"),
        "mailed_at": _("By e-mail"),
        "dismissed_at": _("Put away"),
        "contacted_at": _("Asked us"),
        "settled_at": _("Seven days over"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def days(self) -> int:
        asked = self.request.GET.get("days", USUAL)
        return int(asked if asked in PERIODS else USUAL)

    @cached_property
    def period(self) -> tuple[Any, Any]:
        today = timezone.localdate()
        return today - timedelta(days=self.days - 1), today

    def in_period(self) -> QuerySet[Nudge]:
        return Nudge.objects.filter(within(*self.period))

    def get_queryset(self) -> QuerySet[Nudge]:
        return self.in_period().select_related("contact")

    def decorate_paginated_queryset(self, found: Any) -> Any:
        page = list(super().decorate_paginated_queryset(found))
        may_work = self.request.user.has_perm(WORK_CASES)
        for row in page:
            vars(row)["may_work"] = may_work
        return page

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.is_export:
            context["figures"] = rows(counts(self.in_period(), timezone.now()), self.days)
        return context | {
            "heads": HEADS,
            "definitions": DEFINITIONS,
            "since": self.period[0],
            "until": self.period[1],
        }
