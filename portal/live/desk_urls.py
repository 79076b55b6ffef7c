"""What agents' pages listen to; outside the languages' addresses, as the admin is."""

from django.urls import path

from portal.live import views

app_name = "live_desk"
urlpatterns = [
    path("", views.desk_stream, name="stream"),
    path("news/", views.desk_news, name="news"),
    path("typing/", views.desk_typing, name="typing"),
]
