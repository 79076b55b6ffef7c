from django.urls import path

from orders.ksef import views

urlpatterns = [path("<slug:slug>/invoices/<slug:invoice>/", views.invoice_page, name="invoice_page")]
