"""Articles inside a case. Above the steps' pattern: these words are no verbs."""

from django.urls import path

from portal.desk.articles.draft_views import DraftView
from portal.desk.articles.flag_views import FlagView
from portal.desk.articles.views import ArticlesView, ChosenView

urlpatterns = [
    path("<slug:reference>/articles/", ArticlesView.as_view(), name="articles"),
    path("<slug:reference>/article/<int:page_id>/", ChosenView.as_view(), name="article"),
    path("<slug:reference>/articles/draft/", DraftView.as_view(), name="draft_article"),
    path("<slug:reference>/articles/<int:page_id>/flag/", FlagView.as_view(), name="flag"),
]
