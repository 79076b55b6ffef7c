"""A customer who opens an article while signed in finds it on her next case form."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from kb.models import ArticlePage
from kb.rules import audiences_for
from kb.trail import actions, door


@hooks.register("before_serve_page")
def note_what_is_opened(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    if not isinstance(page, ArticlePage) or not door.may_remember(request) or not door.is_opened_by_a_person(request):
        return
    if page.audience in audiences_for(request.user):
        try:
            actions.note(request.user, page, timezone.now())
        except DatabaseError:
            # A busy database: the article matters more than the note.
            return
