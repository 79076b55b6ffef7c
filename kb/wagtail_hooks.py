"""The help centre's entries in the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from kb.reading.report import ReadingReportView
from kb.state_articles import StateArticleViewSet


class ReadingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, ["add", "change"]))


@hooks.register("register_reports_menu_item")
def reading_menu_item() -> MenuItem:
    return ReadingMenuItem(_("Reading"), reverse("kb_reading_report"), name="reading", icon_name="view", order=100)


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
