from django.urls import path

from portal.surveys import views

app_name = "surveys"
urlpatterns = [
    path("quick/", views.quick, name="quick"),
    path("<str:token>/", views.survey, name="survey"),
    path("<str:token>/words/", views.words, name="words"),
    path("<str:token>/help/", views.help_me, name="help"),
    path("<str:token>/stop/", views.stop, name="stop"),
]
