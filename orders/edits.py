"""What a shop changed in an order after it was placed: products, pieces, the sum. No clock, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

# The oldest go: a shop that writes an order every minute must not make its row grow for ever.
MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Bought:
    """What an order held at one moment. `pieces`: the shop's id of a line → (name, quantity)."""

    pieces: Mapping[str, tuple[str, int]]
    total: Decimal | None


def edits(before: Bought, after: Bought, at: datetime) -> list[dict[str, Any]]:
    """At most one entry, ready for JSON: {"at", "changes": [{"what", "name", "before", "after"}, …]}.

    `what` is added, removed, pieces or total; amounts are text. A product with another name only is no change.
    """
    changes = [*_pieces(before.pieces, after.pieces)]
    if changes and before.total != after.total:
        changes.append({"what": "total", "before": str(before.total), "after": str(after.total)})
    return [{"at": at.isoformat(), "changes": changes}] if changes else []


def _pieces(before: Mapping[str, tuple[str, int]], after: Mapping[str, tuple[str, int]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line, (name, quantity) in after.items():
        known = before.get(line)
        if known is None:
            found.append({"what": "added", "name": name, "before": 0, "after": quantity})
        elif known[1] != quantity:
            found.append({"what": "pieces", "name": name, "before": known[1], "after": quantity})
    gone = [(name, quantity) for line, (name, quantity) in before.items() if line not in after]
    return found + [{"what": "removed", "name": name, "before": quantity, "after": 0} for name, quantity in gone]
