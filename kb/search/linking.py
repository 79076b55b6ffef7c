"""One click from a search to the article that answers it: recommended from the next search on."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.log_actions import log
from wagtail.permissions import policy_registry
from wagtail.search.utils import normalise_query_string

from kb.models import ArticlePage, SearchHandling
from kb.reports import may_see_reports
from kb.search.find import find
from kb.search.handling import Asked


class LinkForm(forms.Form):
    words = forms.CharField(
        label=_("When readers search for"),
        max_length=200,
        help_text=_("Other endings, accents and small slips are understood."),
    )
    article = forms.ModelChoiceField(
        ArticlePage.objects.live(), label=_("Show this article first"), widget=AdminPageChooser([ArticlePage])
    )
    description = forms.CharField(
        label=_("In these words"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave it empty to show the article's own short answer."),
    )

    def clean_words(self) -> str:
        words: str = normalise_query_string(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError(_("Write at least one word."))
        return words

    def save(self, user: Any) -> SearchPromotion:
        """After the articles that are recommended for the same words already; the same article stays one."""
        data = self.cleaned_data
        with transaction.atomic():
            query = Query.get(data["words"])
            others = list(query.editors_picks.all())
            page = data["article"].page_ptr
            promotion, is_new = SearchPromotion.objects.update_or_create(
                query=query,
                page=page,
                defaults={"description": data["description"]},
                create_defaults={"description": data["description"], "sort_order": len(others)},
            )
            log(promotion, "wagtail.create" if is_new else "wagtail.edit", user=user)
        return promotion


def link_article(request: HttpRequest) -> HttpResponse:
    """The admin has made sure that somebody of the staff asks."""
    if not policy_registry.get_by_type(SearchPromotion).user_has_permission(request.user, "add"):
        raise PermissionDenied
    asked = Asked.of(request)
    if asked is None:
        raise Http404
    form = LinkForm(request.POST or None, initial={"words": asked.text})
    if form.is_valid():
        form.save(request.user)
        return asked.done(request, SearchHandling.Remedy.PROMOTION)
    context = {
        "form": form,
        "asked": asked,
        "today": find(asked.text, language=asked.language, user=None).best[:5],
        "page_title": _("Recommend an article"),
        "header_icon": "pick",
    }
    return render(request, "kb/admin/search/link.html", context)


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    if not may_see_reports(request.user):
        raise PermissionDenied
    if asked is None:
        raise Http404
    return asked.dismissed(request)
