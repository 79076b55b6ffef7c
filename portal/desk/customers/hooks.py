"""Customers in the admin's menu, below the cases."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from returns.access import WORK_CASES


class CustomersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WORK_CASES)


@hooks.register("register_admin_menu_item")
def customers_menu_item() -> MenuItem:
    return CustomersMenuItem(_("Customers"), reverse("desk:customers"), name="customers", icon_name="user", order=52)
