"""Customers' addresses; `key` is a case's number, or the secret of a guest's link."""

from django.urls import path

from portal.live import views
from portal.live.talk import views as talk

app_name = "live"
urlpatterns = [
    path("", talk.start, name="start"),
    path("open/", talk.is_open, name="open"),
    path("<str:key>/", talk.talk, name="talk"),
    path("<str:key>/part/", talk.thread_part, name="part"),
    path("<str:key>/say/", talk.say, name="say"),
    path("<str:key>/files/<int:pk>/<slug:size>/", talk.file, name="file"),
    path("<str:key>/end/", talk.finish, name="end"),
    path("<str:key>/again/", talk.again, name="again"),
    path("<str:key>/stream/", views.case_stream, name="stream"),
    path("<str:key>/news/", views.case_news, name="news"),
    path("<str:key>/typing/", views.case_typing, name="typing"),
]
