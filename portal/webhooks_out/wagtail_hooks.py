"""Operators name who listens, see the latest calls, send a test, renew the secret and tell again what was missed."""

from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.inspecting import RESULTS, PlainInspect
from portal.webhooks_out import actions, rules
from portal.webhooks_out.events import KINDS
from portal.webhooks_out.forms import EndpointForm
from portal.webhooks_out.models import Call, Endpoint
from portal.webhooks_out.queries import latest_calls
from portal.webhooks_out.tasks import call_endpoint

CHANGE, RETRY = "webhooks_out.change_endpoint", "webhooks_out.retry_call"
HEADER = {"header_icon": "redirect"}


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Call, OnlyLooking(Call))


def what_it_hears(endpoint: Endpoint) -> str:
    return ", ".join(str(KINDS[name].label) for name in endpoint.events if name in KINDS)


def show_secret(request: HttpRequest, endpoint: Endpoint, secret: str, is_new: bool) -> HttpResponse:
    """The answer to the form is the only place where it is shown."""
    context = {"endpoint": endpoint, "secret": secret, "is_new": is_new, "page_title": _now("The secret")}
    return render(request, "webhooks_out/secret.html", HEADER | context)


@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class MakeEndpointView(generic.CreateView):
    def save_instance(self) -> Endpoint:
        self.form.instance.secret = rules.new_secret()
        self.form.instance.created_by = self.request.user
        endpoint: Endpoint = super().save_instance()
        return endpoint

    def save_action(self) -> HttpResponse:
        return show_secret(self.request, self.object, self.object.secret, is_new=True)


class EndpointInspect(PlainInspect):
    template_name = "webhooks_out/endpoint.html"

    def get_events_display_value(self) -> str:
        return what_it_hears(self.object)

    def get_is_active_display_value(self) -> str:
        return _now("Yes") if self.object.is_active else _now("No")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        may = self.request.user.has_perm
        return context | {
            "calls": latest_calls(self.object),
            "may_change": may(CHANGE),
            "may_retry": may(RETRY),
        }


class EndpointIndex(generic.IndexView):
    nothing_yet = _("Nobody listens yet. Add the address of a system that should hear of cases at once.")


class EndpointViewSet(ModelViewSet):
    model = Endpoint
    name = "listeners"
    icon = "redirect"
    menu_label = _("Who listens")
    add_to_reference_index = False
    index_view_class = EndpointIndex
    add_view_class = MakeEndpointView
    inspect_view_class = EndpointInspect
    list_display: ClassVar = [
        "name",
        "url",
        Column("events", label=_("Events"), accessor=what_it_hears),
        "source",
        BooleanColumn("is_active", label=_("On")),
    ]
    search_fields: ClassVar = ["name", "url"]
    index_results_template_name = RESULTS
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = ["name", "url", "events", "source", "is_active", "created_by", "created_at"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return EndpointForm


def answer_of(call: Call) -> str:
    return call.error or (f"HTTP {call.status}" if call.status else "")


def is_dead(call: Call) -> bool:
    return call.state == Call.State.DEAD


class CallIndex(generic.IndexView):
    nothing_yet = _("Nobody was told anything yet. Each call to a listener stands here for 30 days.")

    def get_base_queryset(self) -> QuerySet[Call]:
        found: QuerySet[Call] = super().get_base_queryset().select_related("event", "endpoint").defer("event__body")
        return found

    def get_list_more_buttons(self, instance: Call) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.state != Call.State.SENT and self.request.user.has_perm(RETRY):
            url = reverse("webhook_call_again", args=[instance.pk])
            buttons.append(Button(_("Try again"), url=url, icon_name="rotate", priority=5))
        return buttons


class CallViewSet(ModelViewSet):
    model = Call
    name = "webhook_calls"
    icon = "history"
    menu_label = _("What they were told")
    add_to_reference_index = False
    index_view_class = CallIndex
    index_results_template_name = RESULTS
    list_display: ClassVar = [
        Column("event", label=_("Event"), accessor="event.kind"),
        "endpoint",
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", sort_key="state", primary=is_dead),
        Column("answer", label=_("Answer"), accessor=answer_of),
        "attempts",
        "created_at",
        "tried_at",
        "due_at",
    ]
    list_filter: ClassVar = ["state", "endpoint"]
    ordering: ClassVar = ["-created_at", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["event"]
    inspect_view_class = PlainInspect
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "event", "endpoint", "state", "status", "error", "attempts", "milliseconds", "created_at", "tried_at",
        "due_at",
    ]  # fmt: skip
    copy_view_enabled = False


class Webhooks(ModelViewSetGroup):
    items = (EndpointViewSet, CallViewSet)
    menu_label = _("To shops")
    menu_icon = "redirect"
    menu_order = 116


@hooks.register("register_admin_viewset")
def webhooks() -> Webhooks:
    return Webhooks()


def endpoint_to_change(request: HttpRequest, pk: int) -> Endpoint:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    return get_object_or_404(Endpoint, pk=pk)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Called at once, so that the answer stands on the page; at most as long as a call may take."""
    endpoint, now = endpoint_to_change(request, pk), timezone.now()
    if not endpoint.is_active:
        messages.warning(request, _now("Switch it on first."))
        return redirect("listeners:inspect", pk)
    call = actions.send_test(endpoint, now)
    taken = actions.claim(call.pk, now)
    state = actions.make(taken, now) if taken else ""
    call.refresh_from_db()
    if state == Call.State.SENT or call.state == Call.State.SENT:
        messages.success(request, _now("It works: the listener took the test."))
    else:
        messages.error(request, _now("The listener did not take the test: %(why)s") % {"why": answer_of(call)})
    return redirect("listeners:inspect", pk)


@reauthentication_required(app="allauth.account")
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    endpoint = endpoint_to_change(request, pk)
    if request.method == "POST":
        return show_secret(request, endpoint, actions.renew_secret(endpoint, timezone.now()), is_new=False)
    context = {"endpoint": endpoint, "page_title": _now("Make a new secret")}
    return TemplateResponse(request, "webhooks_out/renew.html", HEADER | context)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(RETRY):
        raise PermissionDenied
    call = get_object_or_404(Call.objects.select_related("event", "endpoint").exclude(state=Call.State.SENT), pk=pk)
    if request.method == "POST":
        for due in actions.try_again(Call.objects.filter(pk=call.pk), timezone.now()):
            call_endpoint.enqueue(due)
        messages.success(request, _now("The listener is told again now."))
        return redirect("listeners:inspect", call.endpoint_id)
    context = {"call": call, "answer": answer_of(call), "page_title": _now("Try again")}
    return TemplateResponse(request, "webhooks_out/again.html", HEADER | context)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("listeners/<int:pk>/test/", test, name="listener_test"),
        path("listeners/<int:pk>/secret/", renew, name="listener_secret"),
        path("webhook-calls/<int:pk>/again/", again, name="webhook_call_again"),
    ]
