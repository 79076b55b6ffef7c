from django.urls import path

from kb.reading import views
from kb.search.views import searched

urlpatterns = [
    path("read/", views.read, name="read"),
    path("searched/", searched, name="searched"),
]
