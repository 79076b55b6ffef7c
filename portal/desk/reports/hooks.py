"""The figures' place in the admin: an address and a line of the menu for whoever may see them."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.desk.reports import urls
from portal.desk.reports.access import may_see_figures


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_figures(request.user)


@hooks.register("register_admin_urls")
def figures_urls() -> list[Any]:
    return [path("figures/", include(urls))]


@hooks.register("register_admin_menu_item")
def figures_menu_item() -> MenuItem:
    return FiguresMenuItem(
        _("How it goes"), reverse("figures:overview"), name="how-it-goes", icon_name="table", order=52
    )
