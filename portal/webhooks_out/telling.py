"""Cases in the words of the events: what a machine needs to act, and nobody's name or message."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from returns.models import Case, CaseEvent, Message


def told_case(case: Case) -> dict[str, Any]:
    order = case.order
    with translation.override("en"):
        path = reverse("desk:case", args=[case.reference])
    return {
        "reference": case.reference,
        "kind": case.kind,
        "status": case.status,
        "order": order.external_id if order else None,
        "order_number": order.number if order else None,
        "source": order.source if order else None,
        "opened_at": case.opened_at.isoformat(),
        "url": f"{settings.SITE_URL}{path}",
    }


def source_of(case: Case) -> str:
    return case.order.source if case.order else ""


def told_lines(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "line": item.order_line.external_id,
            "sku": item.order_line.sku,
            "name": item.order_line.name,
            "quantity": item.quantity,
        }
        for item in case.lines.select_related("order_line").order_by("id")
    ]


def told_change(event: CaseEvent) -> dict[str, Any]:
    data = event.data
    return {"verb": event.verb, "from": data.get("from"), "to": data.get("to"), "at": event.at.isoformat()}


def told_message(message: Message) -> dict[str, Any]:
    return {
        "author": message.author,
        "at": message.created_at.isoformat(),
        "files": message.attachments.count(),
    }
