from django.urls import path

from orders.documents import views

urlpatterns = [
    path("<slug:slug>/invoices/<slug:invoice>.pdf", views.invoice_pdf, name="invoice"),
    path("<slug:slug>/invoices/<slug:invoice>.xml", views.invoice_xml, name="invoice_xml"),
]
