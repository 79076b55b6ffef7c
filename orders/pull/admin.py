"""Operators see when each shop was asked, what came of it and what to do; "Ask now" does so without waiting."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.hooks.admin import EnvelopeViewSet
from orders.inspecting import RESULTS, PlainInspect
from orders.models import PullRun, PullSource
from orders.pull.actions import ask_now
from orders.pull.tasks import ask_soon

CHANGE = "orders.change_pullsource"


class OnlyChanging(ModelPermissionPolicy):
    """Shops come from the settings: nobody adds or deletes one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "change"} and super().user_has_permission(user, action)


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(PullSource, OnlyChanging(PullSource))
register_permission_policy(PullRun, OnlyLooking(PullRun))


def state_of(source: PullSource) -> str:
    if not source.is_enabled:
        return _now("Switched off")
    if source.lease_until and source.lease_until > timezone.now():
        return _now("Being asked now")
    return source.error or (_now("All is well") if source.last_success_at else _now("Not asked yet"))


def brought(run: PullRun) -> str:
    """Only what there was of each."""
    parts = (
        (_now("%(count)s new"), run.created),
        (_now("%(count)s changed"), run.updated),
        (_now("%(count)s as we knew them"), run.unchanged),
        (_now("%(count)s not readable"), run.failed),
    )
    return ", ".join(words % {"count": count} for words, count in parts if count) or _now("Nothing")


class SourceIndex(IndexView):
    def get_list_more_buttons(self, instance: PullSource) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(CHANGE):
            url = reverse("pull_now", args=[instance.pk])
            buttons.append(MenuItem(_("Ask now"), url=url, icon_name="rotate", priority=5))
        return buttons


class SourceViewSet(ModelViewSet):
    model = PullSource
    name = "pull_sources"
    icon = "rotate"
    menu_label = _("Shops that are asked")
    add_to_reference_index = False
    index_view_class = SourceIndex
    list_display: ClassVar = [
        "name",
        Column("state", label=_("State"), accessor=state_of),
        "last_success_at",
        "due_at",
        "attempts",
    ]
    form_fields: ClassVar = ["is_enabled", "minutes"]
    index_results_template_name = RESULTS
    inspect_view_class = PlainInspect
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "name", "is_enabled", "minutes", "last_success_at", "due_at", "attempts", "error",
    ]  # fmt: skip
    copy_view_enabled = False


class RunViewSet(ModelViewSet):
    model = PullRun
    name = "pull_runs"
    icon = "history"
    menu_label = _("What they answered")
    add_to_reference_index = False
    list_display: ClassVar = [
        "source",
        "started_at",
        "state",
        Column("brought", label=_("What came"), accessor=brought),
        "error",
    ]
    list_filter: ClassVar = ["source", "state"]
    ordering: ClassVar = ["-started_at", "-id"]
    exclude_form_fields: ClassVar = ["source"]
    index_results_template_name = RESULTS
    inspect_view_class = PlainInspect
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "source", "started_at", "finished_at", "state", "created", "updated", "unchanged", "failed", "error",
    ]  # fmt: skip
    copy_view_enabled = False


class ShopsThatAreAsked(ModelViewSetGroup):
    items = (SourceViewSet, RunViewSet, EnvelopeViewSet)
    menu_label = _("From shops")
    menu_icon = "rotate"
    menu_order = 115


@require_http_methods(["GET", "HEAD", "POST"])
def pull_now(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    source = get_object_or_404(PullSource, pk=pk)
    if request.method == "POST":
        ask_now(source, timezone.now())
        ask_soon(source)
        text = _now("%(shop)s is asked now. What it answers is in the list below within minutes.")
        messages.success(request, text % {"shop": source.name})
        return redirect("pull_sources:index")
    return TemplateResponse(
        request,
        "orders/admin/pull_now.html",
        {"source": source, "page_title": _now("Ask now"), "header_icon": "rotate"},
    )


def addresses() -> list[Any]:
    return [path("pull_sources/<int:pk>/now/", pull_now, name="pull_now")]
