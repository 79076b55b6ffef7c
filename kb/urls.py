from django.urls import path

from kb.search import views

app_name = "kb"
urlpatterns = [
    path("search/", views.results, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
]
