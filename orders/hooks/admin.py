"""Operators see what shops and carriers delivered, why something could not be taken in, and try it again."""

import logging
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.hooks.actions import try_again
from orders.hooks.tasks import start
from orders.hooks.words import reason_of
from orders.inspecting import RESULTS, PlainInspect
from orders.models import Envelope

log = logging.getLogger(__name__)

RETRY = "orders.retry_envelope"
READ = "orders.read_envelope"
STUCK = (Envelope.State.DEAD, Envelope.State.WAITING)
# The rest is due as well; tick starts them by and by.
AT_ONCE = 200
HEADER = {"header_icon": "download"}


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Envelope, OnlyLooking(Envelope))


def is_dead(envelope: Envelope) -> bool:
    return envelope.state == Envelope.State.DEAD


class EnvelopeIndex(IndexView):
    def get_base_queryset(self) -> QuerySet[Envelope]:
        found: QuerySet[Envelope] = super().get_base_queryset().defer("body", "headers")
        return found

    def get_list_more_buttons(self, instance: Envelope) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.state in STUCK and self.request.user.has_perm(RETRY):
            url = reverse("delivery_again", args=[instance.pk])
            buttons.append(Button(_("Try again"), url=url, icon_name="rotate", priority=5))
        return buttons

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        if self.request.user.has_perm(RETRY):
            label = _("Try again what could not be taken in")
            buttons.append(Button(label, url=reverse("deliveries_again"), icon_name="rotate", priority=5))
        return buttons


class EnvelopeInspect(PlainInspect):
    def get_error_display_value(self) -> str:
        return reason_of(self.object)

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        user, pk = self.request.user, self.object.pk
        if self.object.state in STUCK and user.has_perm(RETRY):
            buttons.append(Button(_("Try again"), url=reverse("delivery_again", args=[pk]), icon_name="rotate"))
        if user.has_perm(READ):
            buttons.append(Button(_("Read it"), url=reverse("delivery_body", args=[pk]), icon_name="view"))
        return buttons


class EnvelopeViewSet(ModelViewSet):
    model = Envelope
    name = "deliveries"
    icon = "download"
    menu_label = _("What they delivered")
    add_to_reference_index = False
    index_view_class = EnvelopeIndex
    index_results_template_name = RESULTS
    inspect_view_class = EnvelopeInspect
    list_display: ClassVar = [
        "topic",
        "source",
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", sort_key="state", primary=is_dead),
        Column("reason", label=_("Reason"), accessor=reason_of),
        "received_at",
        "first_tried_at",
        "last_tried_at",
        "due_at",
    ]
    list_filter: ClassVar = ["state", "source", "topic"]
    search_fields: ClassVar = ["delivery_id", "waits_for", "error"]
    ordering: ClassVar = ["-received_at", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["headers"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "source", "topic", "state", "error", "delivery_id", "received_at", "first_tried_at", "last_tried_at",
        "attempts", "due_at",
    ]  # fmt: skip
    copy_view_enabled = False


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One delivery, or all that were given up."""
    if not request.user.has_perm(RETRY):
        raise PermissionDenied
    if pk is None:
        chosen = Envelope.objects.filter(state=Envelope.State.DEAD)
    else:
        chosen = Envelope.objects.filter(pk=get_object_or_404(Envelope.objects.only("pk"), pk=pk).pk, state__in=STUCK)
    if request.method == "POST":
        pks = try_again(chosen, timezone.now())
        start(pks[:AT_ONCE])
        text = ngettext(
            "%(count)d delivery is tried again now.", "%(count)d deliveries are tried again now.", len(pks)
        )
        messages.success(request, text % {"count": len(pks)})
        return redirect("deliveries:index")
    found = chosen.only("pk", "source", "topic", "state", "error", "waits_for").order_by("-received_at")
    context = {
        "count": chosen.count(),
        "some": [(row, reason_of(row)) for row in found[:10]],
        "page_title": _now("Try again"),
    }
    return TemplateResponse(request, "orders/admin/deliveries_again.html", HEADER | context)


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, for those who may read customers' data in the raw; who looked is in the log."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    envelope = get_object_or_404(Envelope, pk=pk)
    log.info("person %s read delivery %s", request.user.pk, envelope.pk)
    text = bytes(envelope.body).decode("utf-8", "replace")
    context = {"envelope": envelope, "body": text or _now("(empty)"), "page_title": _now("What was delivered")}
    return TemplateResponse(request, "orders/admin/delivery_body.html", HEADER | context)


def addresses() -> list[Any]:
    return [
        path("deliveries/again/", again, name="deliveries_again"),
        path("deliveries/<int:pk>/again/", again, name="delivery_again"),
        path("deliveries/<int:pk>/body/", body, name="delivery_body"),
    ]
