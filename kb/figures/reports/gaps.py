"""The report "Write this next": questions without an answer, by the contacts that an article could save."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from kb.figures import definitions as meaning
from kb.figures.charts import Series, in_cell
from kb.figures.gaps import Gap, gaps
from kb.figures.reports.base import LANGUAGE, PERIODS, FiguresReport
from kb.figures.wording import column, count
from kb.models import SearchQuery
from kb.spreadsheets import harmless

CONTACTS = Series(_("Of the most expensive one"), "bad")
TEXTS_SHOWN = 3


class GapFilters(WagtailFilterSet):
    days = django_filters.ChoiceFilter(
        choices=list(PERIODS.items()), method="as_it_is", label=_("Period"), empty_label=None
    )
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("Language"), method="as_it_is")

    class Meta:
        model = SearchQuery
        fields: ClassVar = ["days", "language"]

    def as_it_is(self, rows: Any, _name: str, _value: str) -> Any:
        return rows


def month(gap: Gap) -> SafeString:
    shown = max(1, round(gap.contacts)) if gap.contacts else 0
    text = ngettext("~%(count)d contact a month", "~%(count)d contacts a month", shown) % {"count": shown}
    return format_html("{}{}", text, in_cell([CONTACTS], [gap.part]) if gap.part else "")


def question(gap: Gap) -> SafeString:
    if not gap.texts:
        return format_html(
            "<strong>{}</strong><br><small>{}</small>", gap.question, gettext("closed without an article")
        )
    others = gap.texts[1 : 1 + TEXTS_SHOWN]
    if not others:
        return format_html("<strong>{}</strong>", gap.question)
    also = gettext("also: %(texts)s") % {"texts": ", ".join(others)}
    return format_html("<strong>{}</strong><br><small>{}</small>", gap.question, also)


def start(gap: Gap) -> SafeString:
    button = '<a class="button button-small button-secondary" href="{}">{}</a>'
    write = format_html(button, gap.start_url, gettext("Write this article"))
    return format_html('{} <a href="{}">{}</a>', write, gap.url, gettext("See the cases")) if gap.url else write


class GapsReport(FiguresReport):
    page_title = _("Write this next")
    slug = "write-this-next"
    header_icon = "edit"
    model: ClassVar[Any] = SearchQuery
    filterset_class = GapFilters
    definitions = (meaning.CONTACTS,)
    intro = _("Questions that customers had and that no article answers, the ones that cost most first.")
    columns: ClassVar = [
        Column("question", label=_("Question"), accessor=question, sort_key="question"),
        LANGUAGE,
        column("contacts", _("Could save"), month, "contacts"),
        column("unanswered", _("Searches without an answer"), lambda gap: count(gap.unanswered), "unanswered"),
        column("without_result", _("… without a result"), lambda gap: count(gap.without_result), "without_result"),
        column("cases", _("Cases"), lambda gap: count(gap.cases), "cases"),
        column("start", _("What helps"), start),
    ]
    # Readers typed the questions.
    custom_field_preprocess: ClassVar = {"question": {"csv": harmless}}
    exported: ClassVar = {
        "question": _("Question"),
        "language": _("Language"),
        "contacts": _("Avoidable contacts a month"),
        "unanswered": _("Searches without an answer"),
        "without_result": _("Searches without a result"),
        "cases": _("Cases"),
    }

    def rows(self) -> Iterable[Gap]:
        language = self.request.GET.get("language", "")
        found = gaps(self.period, language if language in dict(settings.LANGUAGES) else "")
        may = {gap.permission: self.request.user.has_perm(gap.permission) for gap in found if gap.url}
        return [replace(gap, url="") if gap.url and not may[gap.permission] else gap for gap in found]
