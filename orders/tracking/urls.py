from django.urls import path

from orders.tracking import views

urlpatterns = [path("<slug:slug>/parcels/", views.parcels, name="parcels")]
