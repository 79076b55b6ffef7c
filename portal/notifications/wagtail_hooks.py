"""Operators see which mails were sent, wait or were given up; never what is in them."""

from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.inspecting import RESULTS, PlainInspect
from portal.notifications.models import Mail
from portal.notifications.switches import MailSettings


class OnlyLooking(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Mail, OnlyLooking(Mail))


def kind_of(mail: Mail) -> str:
    """As the settings call it; what has no switch by its own name."""
    if mail.kind not in MailSettings.switches():
        return mail.kind
    return capfirst(str(MailSettings._meta.get_field(mail.kind).verbose_name))


KIND = Column("kind", label=_("Kind"), accessor=kind_of, sort_key="kind")


class MailInspect(PlainInspect):
    def get_kind_display_value(self) -> str:
        return kind_of(self.object)


class MailViewSet(ModelViewSet):
    model = Mail
    name = "mails"
    icon = "mail"
    menu_label = _("Mails")
    add_to_settings_menu = True
    add_to_reference_index = False
    list_display: ClassVar = ["subject", "to", KIND, "state", "attempts", "due_at", "sent_at", "error"]
    list_filter: ClassVar = ["state", "kind", "language"]
    search_fields: ClassVar = ["to", "subject"]
    exclude_form_fields: ClassVar = ["text", "html"]
    index_results_template_name = RESULTS
    inspect_view_class = MailInspect
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "subject", "to", "sender", "kind", "language", "state", "attempts", "due_at", "sent_at", "error", "message_id",
    ]  # fmt: skip
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def mails() -> MailViewSet:
    return MailViewSet("mails")
