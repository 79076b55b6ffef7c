"""The telephone. Above the cases' own patterns: "phone" is no case."""

from django.urls import path

from portal.desk.phone.calls import CallsView, CallView, NotReachedView
from portal.desk.phone.log import LogView

urlpatterns = [
    path("phone/", LogView.as_view(), name="phone"),
    path("phone/calls/", CallsView.as_view(), name="calls"),
    path("phone/calls/<int:pk>/", CallView.as_view(), name="call"),
    path("phone/calls/<int:pk>/not-reached/", NotReachedView.as_view(), name="call_not_reached"),
]
