"""Reports → Weekly digest in the admin."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from returns.access import SEE_FIGURES


class DigestMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE_FIGURES)


@hooks.register("register_reports_menu_item")
def digest_menu_item() -> MenuItem:
    return DigestMenuItem(
        _("Weekly digest"), reverse("desk:digests"), name="weekly-digest", icon_name="mail", order=81
    )
