"""The desk in Wagtail's admin: its addresses and its place in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from portal.desk import urls
from portal.desk.phone import hooks as phone_hooks
from portal.desk.queue.queries import open_count
from portal.desk.withdraw import MAY_SEE_SNIPPETS, FunctionView
from returns.access import WORK_CASES

# Rooms with hooks of their own: they register when they are read.
ROOMS = (phone_hooks,)


class CasesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WORK_CASES)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = open_count(request.user)
        label = f"{self.label} ({count})" if count else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, attrs=self.attrs)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [
        path("cases/", include(urls)),
        path("withdrawal-function/", FunctionView.as_view(), name="withdrawal_function"),
    ]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return CasesMenuItem(_("Cases"), reverse("desk:queue"), name="cases", icon_name="mail", order=50)


class FunctionMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SEE_SNIPPETS)


@hooks.register("register_settings_menu_item")
def register_withdrawal_function() -> MenuItem:
    return FunctionMenuItem(
        _("Withdrawal function"),
        reverse("withdrawal_function"),
        name="withdrawal-function",
        icon_name="resubmit",
        order=910,
    )
