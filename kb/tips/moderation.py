"""Tips in the Wagtail admin: the queue, and one tip with what an editor can do about it."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale

from kb.models import Tip
from kb.models.tips import LONGEST_TIP
from kb.reports import HelpReport, has_any
from kb.spreadsheets import harmless
from kb.tips import actions, queries

RIGHTS = ("change", "publish")


def may_moderate(user: Any) -> bool:
    return has_any(user, RIGHTS)


class TipFilters(WagtailFilterSet):
    locale = django_filters.ModelChoiceFilter(
        field_name="article__locale", queryset=Locale.objects.all(), label=gettext_lazy("Language")
    )

    class Meta:
        model = Tip
        fields: ClassVar = ["state", "locale"]


class TipQueue(HelpReport):
    page_title = gettext_lazy("Tips from readers")
    header_icon = "comment"
    model = Tip
    filterset_class = TipFilters
    index_url_name = "kb_tips"
    index_results_url_name = "kb_tips_results"
    results_template_name = "kb/admin/tips/queue_results.html"
    any_permission_required: ClassVar = list(RIGHTS)
    export_filename = "tips"
    columns: ClassVar = [
        TitleColumn("text", label=gettext_lazy("Tip"), url_name="kb_tip", accessor=str),
        Column("article", label=gettext_lazy("Question"), accessor="article.title"),
        Column("locale", label=gettext_lazy("Language"), accessor="article.locale"),
        Column("first_name", label=gettext_lazy("From")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda tip: tip.state == Tip.State.WAITING,
        ),
        Column("helpful", label=gettext_lazy("Found helpful")),
        DateColumn("written_at", label=gettext_lazy("Written")),
    ]
    export_headings: ClassVar = {
        "text": gettext_lazy("Tip"),
        "article.title": gettext_lazy("Question"),
        "article.locale.language_code": gettext_lazy("Language"),
        "get_state_display": gettext_lazy("State"),
        "helpful": gettext_lazy("Found helpful"),
        "written_at": gettext_lazy("Written"),
    }
    list_export: ClassVar = list(export_headings)
    custom_field_preprocess: ClassVar = {"text": {"csv": harmless}}

    def get_queryset(self) -> QuerySet[Tip]:
        return queries.queue()


class ModerationForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Tip"),
        max_length=LONGEST_TIP,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Mend slips only. What the customer wrote is kept, and she sees that it was changed."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only when you reject the tip. The customer reads it in the mail and in her account."),
    )

    def __init__(self, *args: Any, rejecting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = rejecting


class TipView(WagtailAdminTemplateMixin, View):
    """Accept, mend, reject with a reason, or take the words into the article.

    What readers see, or would see, changes only by the hand of somebody who may publish the article.
    """

    template_name = "kb/admin/tips/tip.html"
    header_icon = "comment"
    page_title = gettext_lazy("Tip from a reader")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        tips = Tip.objects.select_related("article__locale", "user", "decided_by")
        self.tip = get_object_or_404(tips, pk=kwargs["pk"])
        may = self.tip.article.permissions_for_user(request.user)
        if not may.can_edit():
            raise PermissionDenied
        self.may_publish: bool = may.can_publish()
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("kb_tips"), "label": gettext_lazy("Tips from readers")},
            {"url": "", "label": Truncator(str(self.tip)).chars(40)},
        ]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(ModerationForm(initial={"text": self.tip.text, "reason": self.tip.reason}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        wanted = request.POST.get("do", "")
        if not self.may_publish and (wanted == "accept" or self.tip.state == Tip.State.ACCEPTED):
            raise PermissionDenied
        form = ModerationForm(request.POST, rejecting=wanted == "reject")
        if not form.is_valid():
            return self.page(form)
        if wanted == "insert" and self.tip.article.permissions_for_user(request.user).page_locked():
            messages.error(request, _("Somebody has locked this article. Nothing was changed."))
            return self.page(form)
        actions.reword(self.tip, form.cleaned_data["text"])
        if wanted == "insert":
            actions.put_into_article(self.tip, request.user, timezone.now())
            messages.success(
                request, _("The tip stands at the end of a new draft. Put it where it belongs, then publish.")
            )
            return redirect("wagtailadmin_pages:edit", self.tip.article_id)
        if wanted == "accept":
            actions.accept(self.tip, request.user, timezone.now())
        elif wanted == "reject":
            actions.reject(self.tip, request.user, timezone.now(), form.cleaned_data["reason"])
        messages.success(request, _("Done: %(state)s.") % {"state": self.tip.get_state_display()})
        return redirect("kb_tips")

    def page(self, form: ModerationForm) -> HttpResponse:
        context = self.get_context_data(tip=self.tip, form=form, media=form.media, may_publish=self.may_publish)
        return TemplateResponse(self.request, self.template_name, context)
