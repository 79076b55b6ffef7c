"""Staff see which answers by mail came in, which could not be placed and why, and try them again."""

import logging
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
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
from wagtail import hooks
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.inspecting import PlainInspect
from portal.mail_in.actions import try_again
from portal.mail_in.models import IncomingMail
from portal.mail_in.polling import LOOKED
from portal.mail_in.reading import said, whole
from portal.mail_in.tasks import read_mail

log = logging.getLogger(__name__)
RETRY, READ = "mail_in.retry_incomingmail", "mail_in.read_incomingmail"
STUCK = (IncomingMail.State.DEAD, IncomingMail.State.UNPLACED)
HEADER = {"header_icon": "mail"}


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(IncomingMail, OnlyLooking(IncomingMail))


def reason_of(mail: IncomingMail) -> str:
    return str(IncomingMail.Reason(mail.reason).label) if mail.reason else ""


def needs_a_look(mail: IncomingMail) -> bool:
    return mail.state in STUCK


def where_it_comes_from() -> str:
    """How mail comes in now, in a sentence above the list."""
    if not settings.MAIL_REPLY[1] or not settings.MAIL_IN.kind:
        return _now("Answers by mail are switched off: MAIL_REPLY and MAIL_IN_URL are not both set.")
    if settings.MAIL_IN.kind != "imaps":
        return _now("%(provider)s delivers answers by mail.") % {"provider": settings.MAIL_IN.kind.capitalize()}
    looked = cache.get(LOOKED)
    if not looked:
        return _now("Nobody has looked into the mailbox yet. Is “tick” running?")
    at = timezone.localtime(datetime.fromisoformat(looked["at"]))
    text = (
        _now("The mailbox could not be read at %(time)s (%(error)s). We try again every minute.")
        if looked["error"]
        else _now("The mailbox was last looked into at %(time)s.")
    )
    return text % {"time": f"{at:%Y-%m-%d %H:%M}", "error": looked["error"]}


class MailIndex(IndexView):
    def get_base_queryset(self) -> QuerySet[IncomingMail]:
        found: QuerySet[IncomingMail] = super().get_base_queryset().select_related("case").defer("raw")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"where_it_comes_from": where_it_comes_from()}

    def get_list_more_buttons(self, instance: IncomingMail) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.state in STUCK and self.request.user.has_perm(RETRY):
            url = reverse("incoming_mail_again", args=[instance.pk])
            buttons.append(Button(_("Try again"), url=url, icon_name="rotate", priority=5))
        return buttons


class MailInspect(PlainInspect):
    def get_reason_display_value(self) -> str:
        return reason_of(self.object) or "–"

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        user, pk = self.request.user, self.object.pk
        if self.object.state in STUCK and user.has_perm(RETRY):
            url = reverse("incoming_mail_again", args=[pk])
            buttons.append(Button(_("Try again"), url=url, icon_name="rotate"))
        if user.has_perm(READ):
            buttons.append(Button(_("Read it"), url=reverse("incoming_mail_text", args=[pk]), icon_name="view"))
        return buttons


class IncomingMailViewSet(ModelViewSet):
    model = IncomingMail
    name = "incoming_mails"
    icon = "mail"
    menu_label = _("Incoming mails")
    menu_order = 120
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = MailIndex
    index_results_template_name = "mail_in/index_results.html"
    inspect_view_class = MailInspect
    list_display: ClassVar = [
        "subject",
        "sender",
        "case",
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", sort_key="state", primary=needs_a_look
        ),
        Column("reason", label=_("Reason"), accessor=reason_of),
        "received_at",
    ]
    list_filter: ClassVar = ["state", "reason"]
    search_fields: ClassVar = ["subject", "sender", "case__reference"]
    ordering: ClassVar = ["-received_at", "-id"]
    list_per_page = 50
    exclude_form_fields: ClassVar = ["reason"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "subject", "sender", "recipient", "case", "state", "reason", "size", "received_at", "applied_at", "attempts",
        "due_at",
    ]  # fmt: skip
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def incoming_mails() -> IncomingMailViewSet:
    return IncomingMailViewSet("incoming_mails")


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(RETRY):
        raise PermissionDenied
    mail = get_object_or_404(IncomingMail.objects.defer("raw"), pk=pk, state__in=STUCK)
    if request.method == "POST":
        pks = try_again(IncomingMail.objects.filter(pk=mail.pk), timezone.now())
        for due in pks:
            read_mail.enqueue(due)
        if pks:
            text = ngettext("%(count)d mail is read again now.", "%(count)d mails are read again now.", len(pks))
            messages.success(request, text % {"count": len(pks)})
        else:
            messages.warning(request, _now("It still belongs to no case: only a signed address says which one."))
        return redirect("incoming_mails:index")
    context = {"mail": mail, "reason": reason_of(mail), "page_title": _now("Try again")}
    return TemplateResponse(request, "mail_in/again.html", HEADER | context)


@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written, as plain text; who looked is in the log."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    mail = get_object_or_404(IncomingMail, pk=pk)
    log.info("person %s read incoming mail %s", request.user.pk, mail.pk)
    content = said(whole(bytes(mail.raw)))
    context = {
        "mail": mail,
        "body": content.text.strip() or _now("(empty)"),
        "files": [file.name for file in content.files],
        "page_title": mail.subject or _now("Incoming mail"),
    }
    return TemplateResponse(request, "mail_in/text.html", HEADER | context)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("incoming-mails/<int:pk>/again/", again, name="incoming_mail_again"),
        path("incoming-mails/<int:pk>/text/", text, name="incoming_mail_text"),
    ]
