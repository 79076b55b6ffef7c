"""Flags in the Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from kb.flags.views import answer_flag


@hooks.register("register_admin_urls")
def flag_urls() -> list[URLPattern]:
    return [path("reports/flags/<int:pk>/", answer_flag, name="kb_flag")]
