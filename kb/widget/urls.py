from django.urls import path

from kb.widget import views

app_name = "widget"
urlpatterns = [
    path("widget.js", views.script, name="script"),
    path("widget/", views.search, name="search"),
    path("widget/<number:pk>/", views.article, name="article"),
]
