from django.urls import path

from kb.reading import views

urlpatterns = [
    path("read/", views.read, name="read"),
    path("vote/", views.vote, name="vote"),
]
