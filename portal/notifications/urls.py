from django.urls import path

from portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.choices, name="choices"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
