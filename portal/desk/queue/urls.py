"""Addresses of the queue, above those of single cases: no word here looks like a case's number."""

from django.urls import path

from portal.desk.queue.bulk import BulkView
from portal.desk.queue.moving import NeighbourView
from portal.desk.queue.page import QueueView
from portal.desk.queue.view_pages import ViewList, ViewPage

urlpatterns = [
    path("", QueueView.as_view(), name="queue"),
    path("results/", QueueView.as_view(results_only=True), name="queue_results"),
    path("several/", BulkView.as_view(), name="bulk"),
    path("views/", ViewList.as_view(), name="views"),
    path("views/new/", ViewPage.as_view(), name="save_view"),
    path("views/<int:pk>/", ViewPage.as_view(), name="view"),
    path("next/<slug:reference>/", NeighbourView.as_view(step=1), name="next"),
    path("previous/<slug:reference>/", NeighbourView.as_view(step=-1), name="previous"),
]
