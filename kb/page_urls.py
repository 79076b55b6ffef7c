"""Wagtail's addresses, with our own way of finding the page that stands at one."""

from django.urls import re_path
from wagtail import urls as wagtail_urls

from kb.views import page

urlpatterns = [
    re_path(wagtail_urls.serve_pattern, page, name=each.name) if each.name == "wagtail_serve" else each
    for each in wagtail_urls.urlpatterns
]
