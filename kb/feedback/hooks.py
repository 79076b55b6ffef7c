"""What readers said, in the Wagtail admin's reports."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from kb.feedback.report import ReasonReport


class ReasonsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, ["add", "change"]))


@hooks.register("register_reports_menu_item")
def reasons_menu_item() -> MenuItem:
    return ReasonsMenuItem(
        ReasonReport.page_title, reverse("kb_reason_report"), name="reasons", icon_name="thumbtack", order=105
    )


@hooks.register("register_admin_urls")
def reason_urls() -> list[URLPattern]:
    return [
        path("reports/reasons/", ReasonReport.as_view(), name="kb_reason_report"),
        path("reports/reasons/results/", ReasonReport.as_view(results_only=True), name="kb_reason_report_results"),
    ]
