from django.urls import path

from portal.desk.reports.cases import FigureCases
from portal.desk.reports.pages import FigurePage, OverviewPage
from portal.desk.reports.proof import ProofPage
from portal.desk.reports.weeks import WeekCases, WeekPage

app_name = "figures"
urlpatterns = [
    path("", OverviewPage.as_view(), name="overview"),
    path("week/", WeekPage.as_view(), name="week"),
    path("week/cases/", WeekCases.as_view(), name="week_cases"),
    path("week/cases/results/", WeekCases.as_view(results_only=True), name="week_cases_results"),
    path("articles/", ProofPage.as_view(), name="proof"),
    path("<slug:name>/", FigurePage.as_view(), name="figure"),
    path("<slug:name>/cases/", FigureCases.as_view(), name="cases"),
    path("<slug:name>/cases/results/", FigureCases.as_view(results_only=True), name="cases_results"),
]
