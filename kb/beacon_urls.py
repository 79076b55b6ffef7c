from django.urls import path

from kb import views

urlpatterns = [
    path("read/", views.read, name="read"),
    path("vote/", views.vote, name="vote"),
]
