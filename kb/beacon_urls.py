from django.urls import path

from kb.reading import views
from kb.search.views import searched
from kb.trail.views import trail

urlpatterns = [
    path("read/", views.read, name="read"),
    path("searched/", searched, name="searched"),
    path("trail/", trail, name="trail"),
]
