"""Cells of the queue."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column, TitleColumn

from portal.desk.rules import due
from returns.models import Case


class CaseColumn(TitleColumn):
    cell_template_name = "desk/cells/case.html"


class DueColumn(Column):
    cell_template_name = "desk/cells/due.html"

    def get_cell_context_data(self, instance: Case, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"due": due(instance.due_at, timezone.now()), "case": instance}


class StatusColumn(Column):
    cell_template_name = "desk/cells/status.html"
