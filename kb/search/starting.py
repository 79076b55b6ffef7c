"""From a search that found nothing to the draft of an article that will."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from kb.models import ArticlePage, SearchHandling, TopicPage
from kb.search.find import find
from kb.search.handling import Asked


class StartArticleForm(forms.Form):
    title = forms.CharField(label=_("Question"), max_length=255, help_text=_("As a customer would ask it."))
    short_answer = forms.CharField(
        label=_("Short answer"),
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences that would do on their own."),
    )
    topic: forms.ModelChoiceField = forms.ModelChoiceField(TopicPage.objects.none(), label=_("Topic"))

    def __init__(self, *args: Any, language: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = TopicPage.objects.live().filter(locale__language_code=language).order_by("path")
        may_add = [topic.pk for topic in topics if topic.permissions_for_user(user).can_add_subpage()]
        if not may_add:
            raise PermissionDenied
        self.fields["topic"].queryset = topics.filter(pk__in=may_add)  # type: ignore[attr-defined]

    def save(self, user: Any) -> Page:
        """A draft: nobody sees it before it is published."""
        topic = self.cleaned_data["topic"]
        title, short_answer = self.cleaned_data["title"], self.cleaned_data["short_answer"]
        article = ArticlePage(title=title, short_answer=short_answer, locale=topic.locale, owner=user, live=False)
        topic.add_child(instance=article)
        article.save_revision(user=user)
        return article


def nearest_topic(words: str, language: str) -> TopicPage | None:
    """The topic of the article that readers find first for these words."""
    hits = find(words, language=language, user=None).hits
    found = Page.objects.filter(pk=hits[0].page_id).first() if hits else None
    return TopicPage.objects.parent_of(found).first() if found else None


def begun(form: StartArticleForm, user: Any) -> Page | None:
    """None: an article may not hold that, such as a shop variable that there is none of; the form says so."""
    try:
        with transaction.atomic():
            return form.save(user)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def start_article(request: HttpRequest) -> HttpResponse:
    """The admin has made sure that somebody of the staff asks; the form, that they may write here."""
    language = request.GET.get("language", "")
    if not Locale.objects.filter(language_code=language).exists():
        language = Locale.get_default().language_code
    words = request.GET.get("title", "")[:200]
    start = {"title": capfirst(words), "topic": nearest_topic(words, language)}
    form = StartArticleForm(request.POST or None, initial=start, language=language, user=request.user)
    if form.is_valid() and (article := begun(form, request.user)):
        if asked := Asked.of(request):
            asked.settle(SearchHandling.Remedy.ARTICLE, request.user)
        return redirect("wagtailadmin_pages:edit", article.pk)
    return render(request, "kb/admin/start_article.html", {"form": form, "page_title": _("Write an article")})
