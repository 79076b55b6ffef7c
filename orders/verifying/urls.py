from django.urls import path

from orders.verifying import views

urlpatterns = [
    path("", views.verify, name="verify_start"),
    path("<slug:code>/", views.verify, name="verify"),
]
