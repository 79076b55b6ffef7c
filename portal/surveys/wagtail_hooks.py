"""Reports → Surveys in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.surveys.admin.report import SurveyReport, may_see


class SurveysMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def surveys_menu_item() -> MenuItem:
    return SurveysMenuItem(_("Surveys"), reverse("survey_answers"), name="surveys", icon_name="form", order=80)


@hooks.register("register_admin_urls")
def survey_urls() -> list[URLPattern]:
    return [
        path("reports/surveys/", SurveyReport.as_view(), name="survey_answers"),
        path("reports/surveys/results/", SurveyReport.as_view(results_only=True), name="survey_answers_results"),
    ]
