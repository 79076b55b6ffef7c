"""What a table says of the law. An empty cell says nothing, and what we knew stays."""

import re
from datetime import datetime
from typing import Any

from orders.exempt import NAMES
from orders.ingest.legal import MAX_MONTHS
from orders.ingest.table.cells import Cells, shown
from orders.models import Order, OrderLine

NONE = "none"
BETWEEN_SERIALS = re.compile(r"[,;|\n]")


def order_law(cells: Cells) -> dict[str, Any]:
    """Fields of CanonicalOrder."""
    return {
        "buyer_protection": cells.word("buyer_protection", Order.Protection.values),
        "contract_kind": cells.word("contract_kind", Order.Contract.values),
        "is_from_visit": _flag(cells, "is_from_visit"),
        "withdrawal_informed": _flag(cells, "withdrawal_informed"),
        "withdrawal_informed_at": cells.moment("withdrawal_informed_at"),
        "standard_shipping_total": cells.amount("standard_shipping_total"),
    }


def line_law(cells: Cells) -> dict[str, Any]:
    """Fields of canonical.Line."""
    exception = cells.word("withdrawal_exception", [*OrderLine.Exempt.values, NONE])
    return {
        "withdrawal_exception": "" if exception == NONE else exception or None,
        "withdrawal_evidence": _evidence(cells),
        "guarantor": cells.text("guarantor") or None,
        "guarantee_months": _months(cells),
        "guarantee_url": cells.url("guarantee_url") or None,
        "serial_numbers": _serials(cells),
    }


def _evidence(cells: Cells) -> dict[str, str] | None:
    """name=value; name=value: names ending in _at are moments, as everywhere in the table."""
    said = cells.text("withdrawal_evidence")
    found: dict[str, str] = {}
    for part in filter(str.strip, said.split(";")):
        name, mark, value = (each.strip() for each in part.partition("="))
        if not mark or not name or not value:
            cells.wrong("withdrawal_evidence", f"{shown(part.strip())} is not name=value.")
            continue
        if name not in NAMES:
            cells.wrong("withdrawal_evidence", f"{shown(name)} is none of {', '.join(NAMES)}.")
        found[name] = _moment(cells, value) if name.endswith("_at") else value[:1000]
    return found or None


def _moment(cells: Cells, value: str) -> str:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        cells.wrong("withdrawal_evidence", f"{shown(value)} is not a date; write it like 2026-11-02T10:15:00+01:00.")
        return ""
    return (at if at.tzinfo else at.replace(tzinfo=cells.zone)).isoformat()


def _months(cells: Cells) -> int | None:
    if not cells.text("guarantee_months"):
        return None
    months = cells.pieces("guarantee_months")
    if months > MAX_MONTHS:
        cells.wrong("guarantee_months", f"A guarantee of more than {MAX_MONTHS} months cannot be kept here.")
    return months


def _serials(cells: Cells) -> tuple[str, ...] | None:
    words = (word.strip()[:100] for word in BETWEEN_SERIALS.split(cells.text("serial_numbers")))
    return tuple(dict.fromkeys(word for word in words if word)) or None


def _flag(cells: Cells, name: str) -> bool | None:
    return cells.flag(name, False) if cells.text(name) else None
