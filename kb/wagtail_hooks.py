"""The help centre's entries in the Wagtail admin."""

from importlib import import_module

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from kb.reading.report import ReadingReportView
from kb.search.editing import SynonymViewSet
from kb.search.reports import SearchReport, WithoutClickReport, WithoutResultsReport
from kb.search.starting import start_article
from kb.state_articles import StateArticleViewSet


# What readers say and leave behind has its entries beside its code.
import_module("kb.feedback.hooks")


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, ["add", "change"]))


@hooks.register("register_reports_menu_item")
def reading_menu_item() -> MenuItem:
    return ReportMenuItem(_("Reading"), reverse("kb_reading_report"), name="reading", icon_name="view", order=100)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("reports/reading/", ReadingReportView.as_view(), name="kb_reading_report"),
        path(
            "reports/reading/results/",
            ReadingReportView.as_view(results_only=True),
            name="kb_reading_report_results",
        ),
    ]


@hooks.register("register_admin_viewset")
def state_articles() -> StateArticleViewSet:
    return StateArticleViewSet("state_articles")


@hooks.register("register_admin_viewset")
def synonyms() -> SynonymViewSet:
    return SynonymViewSet("synonyms")


@hooks.register("register_reports_menu_item")
def without_results_menu_item() -> MenuItem:
    return _search_menu_item(WithoutResultsReport, 110)


@hooks.register("register_reports_menu_item")
def without_click_menu_item() -> MenuItem:
    return _search_menu_item(WithoutClickReport, 120)


def _search_menu_item(report: type[SearchReport], order: int) -> MenuItem:
    name = report.export_filename
    return ReportMenuItem(
        report.page_title, reverse(report.index_url_name), name=name, icon_name="search", order=order
    )


@hooks.register("register_admin_urls")
def search_report_urls() -> list[URLPattern]:
    found = [path("help/start-article/", start_article, name="kb_start_article")]
    for report in (WithoutResultsReport, WithoutClickReport):
        address = f"reports/{report.export_filename}/"
        found += [
            path(address, report.as_view(), name=report.index_url_name),
            path(f"{address}results/", report.as_view(results_only=True), name=report.index_results_url_name),
        ]
    return found
