"""The figures' entries in the Wagtail admin."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kb.figures.overview import NextPanel, Overview
from kb.figures.reports.base import FiguresReport
from kb.figures.reports.every import REPORTS
from kb.figures.side_panel import ArticleViewSet
from kb.reports import ReportMenuItem, may_see_reports


@hooks.register("register_reports_menu_item")
def overview_menu_item() -> MenuItem:
    return ReportMenuItem(
        _("Help centre"), reverse("kb_figures"), name="help-centre-figures", icon_name="help", order=90
    )


def _item(report: type[FiguresReport], order: int) -> Callable[[], MenuItem]:
    def item() -> MenuItem:
        return ReportMenuItem(
            report.page_title,
            reverse(report.url_names()[0]),
            name=report.slug,
            icon_name=report.header_icon,
            order=order,
        )

    return item


for _number, _report in enumerate(REPORTS):
    hooks.register("register_reports_menu_item", _item(_report, 91 + _number))


@hooks.register("register_admin_urls")
def figures_urls() -> list[URLPattern]:
    found = [path("reports/help-centre/", Overview.as_view(), name="kb_figures")]
    return found + [address for report in REPORTS for address in report.addresses()]


@hooks.register("construct_homepage_panels")
def next_panel(request: HttpRequest, panels: list[Any]) -> None:
    if may_see_reports(request.user):
        panels.append(NextPanel())


@hooks.register("register_admin_viewset")
def article_views() -> ArticleViewSet:
    return ArticleViewSet("kb_article_pages")
