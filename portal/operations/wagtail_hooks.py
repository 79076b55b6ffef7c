"""Settings → Set up, and what is missing on the admin's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.operations.access import MAY_SET_UP
from portal.operations.setup import urls
from portal.operations.setup.pages import TITLE
from portal.operations.setup.panel import SetupPanel


@hooks.register("register_admin_urls")
def setup_urls() -> list[Any]:
    return [path("set-up/", include(urls))]


class SetupMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SET_UP)


@hooks.register("register_settings_menu_item")
def setup_menu_item() -> MenuItem:
    return SetupMenuItem(TITLE, reverse("setup"), name="set-up", icon_name="cogs", order=1)


@hooks.register("construct_homepage_panels")
def setup_panel(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(MAY_SET_UP):
        panels.append(SetupPanel(request.user))
