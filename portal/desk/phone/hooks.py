"""The telephone in the admin's menu; brought in by portal.desk.wagtail_hooks."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from returns.access import WORK_CASES


class PhoneMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WORK_CASES)


@hooks.register("register_admin_menu_item")
def phone_menu_item() -> MenuItem:
    return PhoneMenuItem(_("Phone"), reverse("desk:phone"), name="phone", icon_name="mobile-alt", order=51)
