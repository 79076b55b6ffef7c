from django.urls import path

from kb.feedback import views as feedback
from kb.search import views

app_name = "kb"
urlpatterns = [
    path("search/", views.results, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
    path("vote/<int:pk>/", feedback.vote, name="vote"),
    path("vote/<int:pk>/why/", feedback.why, name="why"),
]
