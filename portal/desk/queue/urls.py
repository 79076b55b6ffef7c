"""Addresses of the queue, below the desk's own; words here never look like a case's number."""

from django.urls import path

from portal.desk.queue.page import QueueView

urlpatterns = [
    path("", QueueView.as_view(), name="queue"),
    path("results/", QueueView.as_view(results_only=True), name="queue_results"),
]
