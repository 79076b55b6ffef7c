"""Staff reach the admin only with a second factor, and no session outlives its owner's attention."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.models import User

COME_BACK_KEY = "after_second_factor"
# Outside the admin, and still customers' data that staff may open.
STAFF_TOO = {"cases:attachment", "live_desk:stream", "live_desk:news", "live_desk:typing"}
# A page that listens for news is open, which does not mean that anybody sits before it (portal.live).
LISTENING = re.compile(r"/live/(?:.*/)?(?:desk|stream|news|part|strip)/$")


class StaffNeedSecondFactor:
    """Leads people who may open the admin, but have no second factor, to set one up, and back again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        inside = request.path_info.startswith(self.admin)
        if inside and isinstance(request.user, User) and not request.user.has_perm("wagtailadmin.access_admin"):
            # Wagtail would ask customers to sign in, and the sign-in page would send them straight back.
            raise PermissionDenied
        if inside and self.must_add_one(request):
            return self.lead_there(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if match and match.view_name in STAFF_TOO and self.must_add_one(request):
            return self.lead_there(request)
        return None

    def lead_there(self, request: HttpRequest) -> HttpResponseBase:
        request.session[COME_BACK_KEY] = request.get_full_path() if request.method == "GET" else self.admin
        return redirect("accounts:second_factor")

    def must_add_one(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            settings.STAFF_MFA == "required"
            and isinstance(user, User)
            and user.has_perm("wagtailadmin.access_admin")
            and not is_mfa_enabled(user)
        )


class SessionsEnd:
    """Signs people out who have been away (12 hours, staff 2) or in for long (30 days, staff 12 hours): R19."""

    away: ClassVar = {False: timedelta(hours=12), True: timedelta(hours=2)}
    at_all: ClassVar = {False: timedelta(days=30), True: timedelta(hours=12)}
    # Not every page view needs to be written down.
    grain = timedelta(minutes=5)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            self.look_at_the_clock(request, request.user, time.time())
        return self.get_response(request)

    def look_at_the_clock(self, request: HttpRequest, user: User, now: float) -> None:
        began, seen = request.session.get("began", now), request.session.get("seen", now)
        staff = user.is_staff or user.is_superuser
        if now - began > self.at_all[staff].total_seconds() or now - seen > self.away[staff].total_seconds():
            logout(request)
        elif "began" not in request.session or (
            now - seen > self.grain.total_seconds() and not LISTENING.search(request.path_info)
        ):
            request.session["began"], request.session["seen"] = began, now
