"""The door of the figures, asked at every request. Figures by agent are for who leads; cases for who works on them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views import View

from portal.accounts.models import User
from portal.desk.figures.keeping import in_step
from returns.access import LEAD_CASES, SEE_FIGURES, WORK_CASES


def may_see_figures(user: Any) -> bool:
    return bool(user.has_perm(SEE_FIGURES))


def may_see_agents(user: Any) -> bool:
    return bool(user.has_perm(LEAD_CASES))


def may_open_cases(user: Any) -> bool:
    """Others see that there are cases, of which kind and when, not what people wrote."""
    return bool(user.has_perm(WORK_CASES))


class FiguresOnly(View):
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not may_see_figures(request.user):
            raise PermissionDenied
        self.user = request.user
        # What changed a moment ago is in the numbers and in their lists alike.
        with in_step():
            return super().dispatch(request, *args, **kwargs)
