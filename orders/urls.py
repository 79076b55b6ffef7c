from django.urls import path

from orders import views

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("<slug:slug>/", views.order_detail, name="detail"),
    path("<slug:slug>/invoices/<slug:invoice>.pdf", views.invoice_pdf, name="invoice"),
]
