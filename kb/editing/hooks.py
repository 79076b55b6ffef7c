"""What keeps articles true, in the Wagtail admin and at the door to their files."""

from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kb.editing.due import REVIEWED
from kb.editing.due_list import INDEX, DueForReview, reviewed_today
from kb.editing.files import refuse_document
from kb.editing.variables_admin import ShopVariableViewSet
from kb.reports import ReportMenuItem

hooks.register("before_serve_document", refuse_document)


@hooks.register("insert_editor_js")
def submit_waits() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/submit_waits.js"))


@hooks.register("register_reports_menu_item")
def due_menu_item() -> MenuItem:
    return ReportMenuItem(
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
