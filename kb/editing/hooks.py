"""What keeps articles true, in the Wagtail admin and at the door to their files."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from kb.editing.due import REVIEWED
from kb.editing.due_list import INDEX, DueForReview, reviewed_today
from kb.editing.files import refuse_document
from kb.editing.variables_admin import ShopVariableViewSet

hooks.register("before_serve_document", refuse_document)


class ReviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, ["add", "change"]))


@hooks.register("register_reports_menu_item")
def due_menu_item() -> MenuItem:
    return ReviewMenuItem(
        DueForReview.page_title, reverse(INDEX), name="due-for-review", icon_name="calendar-check", order=105
    )


@hooks.register("register_admin_urls")
def due_urls() -> list[URLPattern]:
    return [
        path("reports/due-for-review/", DueForReview.as_view(), name=INDEX),
        path("reports/due-for-review/results/", DueForReview.as_view(results_only=True), name=f"{INDEX}_results"),
        path("reports/due-for-review/<int:pk>/reviewed/", reviewed_today, name="kb_reviewed_today"),
    ]


@hooks.register("register_log_actions")
def review_log_action(actions: Any) -> None:
    actions.register_action(REVIEWED, _("Review"), _("Found it still true"))


@hooks.register("register_admin_viewset")
def shop_variables() -> ShopVariableViewSet:
    return ShopVariableViewSet("shop_variables")
