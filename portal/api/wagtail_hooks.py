"""Operators make keys, see when each was last used, and revoke them."""

from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from orders.inspecting import PlainInspect
from portal.api.keys import give_secret, revoke_key
from portal.api.models import ApiKey


class MadeOrRevoked(ModelPermissionPolicy):
    """Nobody changes a key: what it may do was told to whoever got it. Make another one and revoke this."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "change" and super().user_has_permission(user, action)


register_permission_policy(ApiKey, MadeOrRevoked(ApiKey))


class KeyForm(WagtailAdminModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=ApiKey.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the system that gets it needs."),
    )

    class Meta:
        model = ApiKey
        fields: ClassVar = ["name", "source", "scopes", "requests_a_minute"]


@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class MakeKeyView(generic.CreateView):
    """The answer to the form is the only place where the key stands; it is not kept, not even in the session."""

    def save_instance(self) -> ApiKey:
        self.secret = give_secret(self.form.instance, self.request.user)
        key: ApiKey = super().save_instance()
        return key

    def save_action(self) -> HttpResponse:
        context = {
            "key": self.object,
            "secret": self.secret,
            "index_url": reverse(self.index_url_name),
            "docs_url": reverse("api_reference"),
            "page_title": _t("Your new key"),
            "header_icon": self.header_icon,
            "breadcrumbs_items": self.get_breadcrumbs_items(),
        }
        return render(self.request, "api/key_made.html", context)


@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class RevokeKeyView(generic.DeleteView):
    page_title = _("Revoke")
    success_message = _("%(object)s is revoked: it opens nothing any more.")
    template_name = "api/revoke.html"

    def delete_action(self) -> None:
        revoke_key(self.object, timezone.now())


def what_it_may(key: ApiKey) -> str:
    return ", ".join(str(ApiKey.Scope(scope).label) for scope in key.scopes)


class KeyInspect(PlainInspect):
    def get_scopes_display_value(self) -> str:
        return what_it_may(self.object)


class KeyIndexView(generic.IndexView):
    def get_list_more_buttons(self, instance: ApiKey) -> list[Any]:
        url = self.get_delete_url(instance)
        buttons = [button for button in super().get_list_more_buttons(instance) if button.url != url]
        if url and not instance.revoked_at:
            buttons.append(MenuItem(_("Revoke"), url=url, icon_name="bin", priority=30))
        return buttons


class KeyViewSet(ModelViewSet):
    model = ApiKey
    name = "api_keys"
    icon = "key"
    menu_label = _("API keys")
    add_to_settings_menu = True
    add_to_reference_index = False
    index_view_class = KeyIndexView
    add_view_class = MakeKeyView
    delete_view_class = RevokeKeyView
    list_display: ClassVar = [
        "name",
        "source",
        Column("scopes", label=_("It may"), accessor=what_it_may),
        "prefix",
        DateColumn("last_used_at", label=_("Last used")),
        DateColumn("revoked_at", label=_("Revoked")),
    ]
    list_filter: ClassVar = ["source"]
    search_fields: ClassVar = ["name", "source", "prefix"]
    copy_view_enabled = False
    inspect_view_class = KeyInspect
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "name", "source", "scopes", "prefix", "requests_a_minute", "created_by", "created_at", "last_used_at",
        "revoked_at",
    ]  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return KeyForm


@hooks.register("register_admin_viewset")
def api_keys() -> KeyViewSet:
    return KeyViewSet("api_keys")
