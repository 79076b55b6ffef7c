"""The place of a case's pages in the admin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from returns.models import Case


class CaseBreadcrumbs(WagtailAdminTemplateMixin):
    header_icon = "mail"
    case: Case

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:queue"), "label": gettext_lazy("Cases")},
            {"url": reverse("desk:case", args=[self.case.reference]), "label": self.case.reference},
        ]

    def get_page_title(self) -> str:
        return f"{self.case.reference} {self.case.subject}"
