"""What our own JSON says of the law: who the buyer is, exceptions and their evidence, guarantees, serial numbers.

What is left out is not said, and what we knew stays; an empty text or list takes it back.
"""

from typing import Any

from orders.exempt import NAMES
from orders.ingest.reading import Node
from orders.models import Order, OrderLine

MAX_MONTHS = 1200
MAX_SERIALS = 1000
MAX_DOCUMENTS = 20


def order_law(order: Node) -> dict[str, Any]:
    """Fields of CanonicalOrder."""
    return {
        "buyer_protection": _word(order, "buyer_protection", Order.Protection.values),
        "contract_kind": _word(order, "contract_kind", Order.Contract.values),
        "is_from_visit": _flag(order, "is_from_visit"),
        "withdrawal_informed": _flag(order, "withdrawal_informed"),
        "withdrawal_informed_at": order.moment("withdrawal_informed_at"),
        "standard_shipping_total": order.amount("standard_shipping_total"),
    }


def line_law(line: Node) -> dict[str, Any]:
    """Fields of canonical.Line."""
    said = line.data
    return {
        "withdrawal_exception": _if_said(line, "withdrawal_exception", OrderLine.Exempt.values),
        "withdrawal_evidence": _evidence(line) if said.get("withdrawal_evidence") is not None else None,
        "guarantor": line.text("guarantor", 200) if said.get("guarantor") is not None else None,
        "guarantee_months": _months(line),
        "guarantee_url": _address(line, "guarantee_url") if said.get("guarantee_url") is not None else None,
        "serial_numbers": _serials(line) if said.get("serial_numbers") is not None else None,
        "documents": _documents(line) if said.get("documents") is not None else None,
    }


def _evidence(line: Node) -> dict[str, str]:
    """Names ending in _at are moments: a proof that cannot be read is none, so it is said at once."""
    node = line.child("withdrawal_evidence")
    found: dict[str, str] = {}
    for name in node.data:
        if name not in NAMES:
            node.fail(name[:40], f"This is none of {', '.join(NAMES)}.")
        if name.endswith("_at"):
            moment = node.moment(name)
            words = moment.isoformat() if moment else ""
        else:
            words = node.text(name, 1000)
        if words:
            found[name] = words
    return found


def _months(line: Node) -> int | None:
    if line.data.get("guarantee_months") is None:
        return None
    months = line.whole("guarantee_months")
    if months > MAX_MONTHS:
        line.fail("guarantee_months", f"A guarantee of more than {MAX_MONTHS} months cannot be kept here.")
    return months


def _serials(line: Node) -> tuple[str, ...]:
    numbers = line.data["serial_numbers"]
    if not isinstance(numbers, list) or len(numbers) > MAX_SERIALS:
        line.fail("serial_numbers", f"A list of up to {MAX_SERIALS} serial numbers was expected here.")
    words = [Node({"number": number}, f"{line.path}.serial_numbers").text("number", 100) for number in numbers]
    return tuple(dict.fromkeys(word for word in words if word))


def _documents(line: Node) -> tuple[tuple[str, str], ...]:
    nodes = line.children("documents")
    if len(nodes) > MAX_DOCUMENTS:
        line.fail("documents", f"There are more than {MAX_DOCUMENTS} documents.")
    return tuple((node.required("title", 200), _address(node, "url", is_required=True)) for node in nodes)


def _address(node: Node, key: str, *, is_required: bool = False) -> str:
    url = node.required(key, 500) if is_required else node.text(key)
    if url and (not url.startswith(("https://", "http://")) or len(url) > 500):
        node.fail(key, "A web address of up to 500 characters was expected here.")
    return url


def _flag(node: Node, key: str) -> bool | None:
    return None if node.data.get(key) is None else node.flag(key, False)


def _word(node: Node, key: str, words: list[str]) -> str:
    word = node.text(key)
    if word and word not in words:
        node.fail(key, f"{word[:40]!r} is none of {', '.join(words)}.")
    return word


def _if_said(node: Node, key: str, words: list[str]) -> str | None:
    return None if node.data.get(key) is None else _word(node, key, words)
