"""Reports → Proactive help in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.proactive.admin.report import NudgeReport, may_see


class ProactiveMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def proactive_menu_item() -> MenuItem:
    address = reverse("proactive_help")
    return ProactiveMenuItem(_("Proactive help"), address, name="proactive-help", icon_name="help", order=82)


@hooks.register("register_admin_urls")
def proactive_urls() -> list[URLPattern]:
    return [
        path("reports/proactive-help/", NudgeReport.as_view(), name="proactive_help"),
        path(
            "reports/proactive-help/results/",
            NudgeReport.as_view(results_only=True),
            name="proactive_help_results",
        ),
    ]
