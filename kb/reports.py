"""Reports about the help centre in the Wagtail admin: who may see one, and what all of them share."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

# Whoever may write or publish pages may see how they are read, and what readers search for.
WRITES_OR_PUBLISHES = ("add", "change", "publish")


def may_see_reports(user: Any) -> bool:
    return has_any(user, WRITES_OR_PUBLISHES)


def has_any(user: Any, rights: tuple[str, ...]) -> bool:
    """Whether the user has one of the rights for any page."""
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, rights))


class AsksForPages:
    """For a view that asks for rights to pages, whatever the model is that it shows."""

    any_permission_required: ClassVar = list(WRITES_OR_PUBLISHES)

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Page)


class HelpReport(AsksForPages, ReportView):
    pass


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_reports(request.user)
