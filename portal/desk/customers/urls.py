"""Customers at the desk. Above the cases' own patterns: "customers" is no case."""

from django.urls import path

from portal.desk.customers.merging.views import MergeView
from portal.desk.customers.views import CustomerView, FindView, GuestView

urlpatterns = [
    path("customers/", FindView.as_view(), name="customers"),
    path("customers/<int:pk>/", CustomerView.as_view(), name="customer"),
    path("customers/<int:pk>/merge/", MergeView.as_view(), name="merge_customers"),
    path("customers/guest/<str:signed>/", GuestView.as_view(), name="guest"),
]
