"""An editor says what came of a flag."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kb.editing.due_list import INDEX
from kb.flags.actions import resolve
from kb.flags.sources import origin_of_flag
from kb.models import ArticleFlag


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=ArticleFlag.Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("A word to who noticed it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_flag(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the permission to change the article."""
    found = get_object_or_404(ArticleFlag.objects.select_related("article", "flagged_by", "resolved_by"), pk=pk)
    if not found.article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if resolve(found, outcome=given["outcome"], answer=given["answer"], by=request.user, now=timezone.now()):
            messages.success(request, gettext("Thank you. Who noticed it sees what came of it."))
        else:
            messages.info(request, gettext("A colleague had answered it already."))
        return redirect(INDEX)
    context: dict[str, Any] = {"flag": found, "form": form, "origin": origin_of_flag(found.about, request.user)}
    return render(request, "kb/admin/flags/answer.html", context)
