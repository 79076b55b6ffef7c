"""Part of returns.urls: what a thing that was bought carries with it."""

from django.urls import path

from returns.passport import views

urlpatterns = [
    path("orders/<slug:slug>/items/<int:pk>/", views.line_passport, name="passport"),
]
