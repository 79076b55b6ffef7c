"""Staff reach the admin only with a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.models import User

COME_BACK_KEY = "after_second_factor"


class StaffNeedSecondFactor:
    """Leads people who may open the admin, but have no second factor, to set one up, and back again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(self.admin) and self.must_add_one(request):
            request.session[COME_BACK_KEY] = request.get_full_path() if request.method == "GET" else self.admin
            return redirect("accounts:second_factor")
        return self.get_response(request)

    def must_add_one(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            settings.STAFF_MFA == "required"
            and isinstance(user, User)
            and user.has_perm("wagtailadmin.access_admin")
            and not is_mfa_enabled(user)
        )
