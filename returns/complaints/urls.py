from django.urls import path

from returns.complaints import views

urlpatterns = [
    path("cases/<slug:reference>/agree/", views.agree, name="agree"),
    path("cases/<slug:reference>/keep-demand/", views.turn_down, name="turn_down"),
    path("cases/<slug:reference>/arrived/", views.arrived, name="arrived"),
    path("cases/<slug:reference>/answers/<int:pk>.pdf", views.decision, name="decision"),
]
