"""The desk's door: only people who may work on cases, asked at every request."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views import View

from portal.accounts.models import User
from returns.access import WORK_CASES


class AgentsOnly(View):
    agent: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not request.user.has_perm(WORK_CASES):
            raise PermissionDenied
        self.agent = request.user
        return super().dispatch(request, *args, **kwargs)
