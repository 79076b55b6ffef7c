"""The operator's side: who asked what and whether it was answered in time; what stays locked, opened with a reason."""

import json
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.inspecting import RESULTS
from orders.sending import careful
from portal.accounts.models import DataRequest, Kept
from portal.accounts.privacy import guests
from portal.accounts.privacy.drawer import look
from portal.accounts.privacy.forms import AddressForm
from portal.accounts.privacy.records import plain
from portal.accounts.privacy.rules import answer_until

REASON_LASTS = timedelta(minutes=30)
ASK, OPEN = "accounts.add_datarequest", "accounts.open_kept"


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(DataRequest, OnlyLooking(DataRequest))
register_permission_policy(Kept, OnlyLooking(Kept))


def answer_by(request: DataRequest) -> date | str:
    """Art. 12(3) GDPR; empty for what is answered."""
    return "–" if request.finished_at else answer_until(timezone.localdate(request.asked_at))


class RequestIndex(IndexView):
    nothing_yet = _("Nobody has asked for a copy or an erasure yet. Each request will stand here with its last day.")

    @property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm(ASK):
            return []
        return [HeaderButton(_("Send somebody a link"), url=reverse("data_link_for"), icon_name="mail")]


class RequestViewSet(ModelViewSet):
    model = DataRequest
    name = "data_requests"
    icon = "lock-open"
    menu_label = _("Requests about data")
    add_to_settings_menu = True
    add_to_reference_index = False
    index_view_class = RequestIndex
    index_results_template_name = RESULTS
    list_display: ClassVar = [
        "kind",
        Column("email", label=_("E-mail address"), accessor=lambda each: each.email or "–"),
        "state",
        "asked_at",
        Column("answer_by", label=_("Answer by"), accessor=answer_by),
        "finished_at",
        "error",
    ]
    list_filter: ClassVar = ["kind", "state"]
    search_fields: ClassVar = ["email"]
    ordering: ClassVar = ["-asked_at", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["summary"]
    inspect_view_enabled = False
    copy_view_enabled = False


class KeptIndex(IndexView):
    nothing_yet = _("Nothing is locked. What the law makes you keep after an erasure will stand here.")

    def get_list_more_buttons(self, instance: Kept) -> list[Any]:
        if not self.request.user.has_perm(OPEN):
            return []
        return [Button(_("Open"), url=reverse("kept_open", args=[instance.pk]), icon_name="lock-open")]


class KeptViewSet(ModelViewSet):
    model = Kept
    name = "kept_records"
    icon = "lock"
    menu_label = _("Locked records")
    add_to_settings_menu = True
    add_to_reference_index = False
    index_view_class = KeptIndex
    index_results_template_name = RESULTS
    list_display: ClassVar = ["title", "reason", "basis", "until", "since"]
    list_filter: ClassVar = ["reason"]
    search_fields: ClassVar = ["title"]
    ordering: ClassVar = ["-since", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["content"]
    inspect_view_enabled = False
    copy_view_enabled = False


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Why do you have to see it?"),
        min_length=10,
        max_length=300,
        help_text=_("For example: tax audit 2027, request of 3 May. It is written down with your name."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.account")
def open_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason first; what was locked is in the answer to the form and nowhere else."""
    if not request.user.has_perm(OPEN):
        raise PermissionDenied
    kept = get_object_or_404(Kept, pk=pk)
    form = WhyForm(request.POST or None)
    content = ""
    if request.method == "POST" and form.is_valid():
        look(kept, request.user, form.cleaned_data["why"], timezone.now())
        content = json.dumps(plain(kept.content), ensure_ascii=False, indent=2)
    context = {
        "kept": kept,
        "form": form,
        "content": content,
        "looks": kept.looks.select_related("by"),
        "header_icon": "lock-open",
        "page_title": kept.title,
    }
    response = TemplateResponse(request, "privacy/admin/kept.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD"])
@reauthentication_required(app="allauth.account")
def kept_file(request: HttpRequest, pk: int, place: int) -> HttpResponseBase:
    """A file of a record whose opening this person gave a reason for a moment ago."""
    if not request.user.has_perm(OPEN):
        raise PermissionDenied
    kept = get_object_or_404(Kept, pk=pk)
    lately = timezone.now() - REASON_LASTS
    if place >= len(kept.files) or not kept.looks.filter(by=request.user.pk, at__gt=lately).exists():
        raise Http404
    file = kept.files[place]
    try:
        content = storages["private"].open(file["file"])
    except FileNotFoundError:
        raise Http404 from None
    name = f"{file['name']}{PurePosixPath(file['file']).suffix}"
    return careful(FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream"))


@require_http_methods(["GET", "HEAD", "POST"])
def link_for(request: HttpRequest) -> HttpResponse:
    """Somebody asked on paper or by telephone: the link goes to the address, never to whoever says it is theirs."""
    if not request.user.has_perm(ASK):
        raise PermissionDenied
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guests.ask(form.cleaned_data["email"], get_language() or "en", timezone.now(), by=request.user)
        messages.success(request, _now("The link is on its way to %(email)s.") % form.cleaned_data)
        return redirect("data_requests:index")
    context = {"form": form, "header_icon": "mail", "page_title": _now("Send somebody a link")}
    return TemplateResponse(request, "privacy/admin/link_for.html", context)


def addresses() -> list[Any]:
    return [
        path("data-requests/link/", link_for, name="data_link_for"),
        path("kept-records/<int:pk>/open/", open_kept, name="kept_open"),
        path("kept-records/<int:pk>/files/<int:place>/", kept_file, name="kept_file"),
    ]
