"""What the shop changed in an order, in words for its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.models import Order
from orders.templatetags.formats import money


@dataclass(frozen=True, slots=True)
class Edit:
    at: datetime
    lines: list[str]


def edits_of(order: Order) -> list[Edit]:
    """The newest first."""
    return [
        Edit(datetime.fromisoformat(edit["at"]), list(_told(edit["changes"], order.currency)))
        for edit in reversed(order.edits)
    ]


def _told(changes: list[Mapping[str, Any]], currency: str) -> Iterator[str]:
    for change in changes:
        match change["what"]:
            case "added":
                pieces = change["after"]
                yield ngettext("Added: %(name)s, %(pieces)d piece", "Added: %(name)s, %(pieces)d pieces", pieces) % {
                    "name": change["name"],
                    "pieces": pieces,
                }
            case "removed":
                yield _("Removed: %(name)s") % {"name": change["name"]}
            case "pieces":
                after = change["after"]
                yield ngettext(
                    "%(name)s: %(after)d piece instead of %(before)d",
                    "%(name)s: %(after)d pieces instead of %(before)d",
                    after,
                ) % {"name": change["name"], "after": after, "before": change["before"]}
            case "total":
                before, total = money(change["before"], currency), money(change["after"], currency)
                yield _("Total: %(after)s instead of %(before)s") % {"after": total, "before": before}
