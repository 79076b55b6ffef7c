"""What the search adds to the Wagtail admin; kb.wagtail_hooks brings it in."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.contrib.search_promotions.views.settings import IndexView

from kb.reports import ReportMenuItem
from kb.search.editing import SynonymViewSet
from kb.search.linking import dismiss, link_article
from kb.search.overview import SearchesReport
from kb.search.reports import HandledReport, WithCaseReport, WithoutClickReport, WithoutResultsReport
from kb.search.starting import start_article

REPORTS: list[Any] = [SearchesReport, WithoutResultsReport, WithoutClickReport, WithCaseReport, HandledReport]


class RecommendationsView(IndexView):
    """Wagtail's list without its "Views": it counts texts as they were typed, so it is not asked to count."""

    page_title = _("Recommended answers")
    columns: ClassVar = [column for column in IndexView.columns if column.name != "views"]


@hooks.register("register_admin_viewset")
def synonyms() -> SynonymViewSet:
    return SynonymViewSet("synonyms")


def add_to_menu(report: Any, order: int) -> None:
    @hooks.register("register_reports_menu_item")
    def menu_item() -> MenuItem:
        address, name = reverse(report.index_url_name), report.export_filename
        return ReportMenuItem(report.page_title, address, name=name, icon_name=report.header_icon, order=order)


for number, each in enumerate(REPORTS):
    add_to_menu(each, 105 + 5 * number)


@hooks.register("construct_reports_menu")
def without_wagtails_own_counter(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name != "search-terms"]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    found = [
        path("help/start-article/", start_article, name="kb_start_article"),
        path("help/recommend-article/", link_article, name="kb_link_article"),
        path("help/search-dealt-with/", dismiss, name="kb_dismiss_search"),
        # Before Wagtail's own of the same address.
        path("searchpicks/", RecommendationsView.as_view()),
        path("searchpicks/results/", RecommendationsView.as_view(results_only=True)),
    ]
    for report in REPORTS:
        address = f"reports/{report.export_filename}/"
        found += [
            path(address, report.as_view(), name=report.index_url_name),
            path(f"{address}results/", report.as_view(results_only=True), name=report.index_results_url_name),
        ]
    return found
