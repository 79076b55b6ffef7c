"""What readers said, in the Wagtail admin's reports."""

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kb.feedback.report import ReasonReport
from kb.reports import ReportMenuItem


@hooks.register("register_reports_menu_item")
def reasons_menu_item() -> MenuItem:
    return ReportMenuItem(
        ReasonReport.page_title, reverse("kb_reason_report"), name="reasons", icon_name="thumbtack", order=105
    )


@hooks.register("register_admin_urls")
def reason_urls() -> list[URLPattern]:
    return [
        path("reports/reasons/", ReasonReport.as_view(), name="kb_reason_report"),
        path("reports/reasons/results/", ReasonReport.as_view(results_only=True), name="kb_reason_report_results"),
    ]
