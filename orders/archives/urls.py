from django.urls import path

from orders.archives import views

urlpatterns = [
    path("invoices/", views.years, name="invoice_years"),
    path("invoices/<int:year>/", views.ask, name="archive_ask"),
    path("invoices/<int:year>.zip", views.download, name="archive"),
]
