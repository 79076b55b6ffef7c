"""Rows become orders. Rows of one order may stand apart from each other; money stays as it was written."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from orders.ingest.canonical import Address, CanonicalOrder, Line, Parcel, Payment
from orders.ingest.problems import Problems
from orders.ingest.reading import MAX_PER_CENT
from orders.ingest.table.cells import Cells, shown
from orders.ingest.table.columns import ADDRESS, OF_THE_ORDER, PARCEL
from orders.ingest.table.legal import line_law, order_law
from orders.ingest.table.sheet import Row, Sheet, read_rows
from orders.models import Order, Shipment

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
OF_A_PARCEL = frozenset(column.name for column in PARCEL)


@dataclass(frozen=True, slots=True)
class How:
    """`source` names the shop; `zone` counts for times without one; `decimal` is "" (find out), "," or "."."""

    source: str
    zone: tzinfo
    decimal: str = ""


def read_sheet(sheet: Sheet, how: How, problems: Problems) -> Iterator[tuple[CanonicalOrder, float]]:
    """Every order with how far we are (0 to 1); those with a mistake are problems and are left out."""
    tells_parcels = bool(OF_A_PARCEL & set(sheet.headings))
    for rows in _grouped(sheet, problems):
        before = len(problems)
        order = _order(rows, how, problems, tells_parcels=tells_parcels)
        if len(problems) == before:
            yield order, rows[-1].progress


def _grouped(sheet: Sheet, problems: Problems) -> Iterator[list[Row]]:
    """All rows of an order together. Those that stand apart wait packed in memory, the others pass through."""
    apart = _apart(read_rows(sheet, Problems(sheet.path)))
    waiting: dict[str, list[bytes]] = {}
    together: list[Row] = []
    for row in read_rows(sheet, problems):
        key = row.cells.get("order_id", "")
        if not key:
            problems.add(row.line, "column order_id", "This cell is empty and must not be.")
        elif key in apart:
            waiting.setdefault(key, []).append(json.dumps((row.line, row.cells)).encode())
        elif together and together[-1].cells["order_id"] != key:
            yield together
            together = [row]
        else:
            together.append(row)
    if together:
        yield together
    for packed in waiting.values():
        yield [Row(line, cells, 1.0) for line, cells in map(json.loads, packed)]


def _apart(rows: Iterable[Row]) -> frozenset[str]:
    """Ids of orders whose rows are not in one piece."""
    pieces: Counter[str] = Counter()
    last = ""
    for row in rows:
        key = row.cells.get("order_id", "")
        if key != last:
            pieces[key] += 1
        last = key
    return frozenset(key for key, count in pieces.items() if count > 1)


def _order(rows: list[Row], how: How, problems: Problems, *, tells_parcels: bool) -> CanonicalOrder:
    first = _said_once(rows, problems)
    cells = Cells(rows[0].line, first, problems, how.zone, how.decimal)
    placed_at = cells.moment("placed_at") or LONG_AGO
    external_id = cells.text("order_id")
    lines = tuple(_line(row, place, how, problems) for place, row in enumerate(rows, 1))
    _check_ids(rows, lines, problems)
    return CanonicalOrder(
        source=how.source,
        external_id=external_id,
        number=cells.text("order_number") or external_id[:64],
        status=cells.word("status", Order.Status.values),
        source_status=cells.text("status_text"),
        email=cells.email("email"),
        language=cells.text("language").lower(),
        currency=_currency(cells),
        total=cells.required_amount("total"),
        subtotal=cells.amount("subtotal"),
        discount_total=cells.amount("discount_total"),
        shipping_total=cells.amount("shipping_total"),
        tax_total=cells.amount("tax_total"),
        prices_include_tax=cells.flag("prices_include_tax", True),
        amounts_include_tax=cells.flag("amounts_include_tax", True),
        shipping_method=cells.text("shipping_method"),
        customer_note=cells.text("customer_note"),
        placed_at=placed_at,
        external_updated_at=cells.moment("updated_at") or placed_at,
        cancelled_at=cells.moment("cancelled_at"),
        payment=Payment(
            status=cells.word("payment_status", Order.PaymentStatus.values),
            method=cells.text("payment_method"),
            paid_at=cells.moment("paid_at"),
        ),
        billing_address=_address(cells, "billing"),
        buyer_vat_number=cells.text("billing_vat_number"),
        **order_law(cells),
        shipping_address=_address(cells, "shipping"),
        lines=lines,
        parcels=_parcels(rows, lines, how, problems) if tells_parcels else None,
        payload=_payload(rows, first),
    )


def _said_once(rows: list[Row], problems: Problems) -> dict[str, str]:
    """What the rows say of the order: later rows repeat it or leave it empty."""
    said: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row in rows:
        for name in OF_THE_ORDER:
            value = row.cells.get(name)
            if value is None:
                continue
            if said.setdefault(name, value) != value:
                other = f"{shown(said[name])} in line {lines[name]}, which is the same order"
                problems.add(row.line, f"column {name}", f"{shown(value)} is not {other}.")
            lines.setdefault(name, row.line)
    return said


def _currency(cells: Cells) -> str:
    value = cells.text("currency").upper()
    if value and not (len(value) == 3 and value.isascii() and value.isalpha()):
        cells.wrong("currency", f"{shown(value)} is not a currency of three letters, like PLN.")
    return value


def _address(cells: Cells, kind: str) -> Address:
    names = [column.name for column in ADDRESS if f"{kind}_{column.name}" in cells.row]
    return Address(
        **{name: cells.text(f"{kind}_{name}") for name in names if kind == "billing" or name != "vat_number"}
    )


def _line(row: Row, place: int, how: How, problems: Problems) -> Line:
    cells = Cells(row.line, row.cells, problems, how.zone, how.decimal)
    image = cells.url("image_url")
    return Line(
        external_id=cells.text("line_id") or str(place),
        name=cells.text("name"),
        quantity=cells.pieces("quantity"),
        sku=cells.text("sku"),
        variant=cells.text("variant"),
        image_url=image if image.startswith("https://") else "",
        unit_price=cells.amount("unit_price"),
        subtotal=cells.amount("line_subtotal"),
        discount_total=cells.amount("line_discount"),
        total=cells.amount("line_total"),
        tax_total=cells.amount("line_tax"),
        tax_rate=cells.amount("tax_rate", MAX_PER_CENT),
        **line_law(cells),
    )


def _check_ids(rows: list[Row], lines: tuple[Line, ...], problems: Problems) -> None:
    seen: dict[str, int] = {}
    for row, line in zip(rows, lines, strict=True):
        if line.external_id in seen:
            place = f"line {seen[line.external_id]} of the file"
            problems.add(row.line, "column line_id", f"{shown(line.external_id)} is the id of {place} too.")
        seen.setdefault(line.external_id, row.line)


def _parcels(rows: list[Row], lines: tuple[Line, ...], how: How, problems: Problems) -> tuple[Parcel, ...]:
    """One parcel a tracking number; what its rows leave empty, another of its rows may say."""
    found: dict[str, tuple[Cells, list[tuple[str, int]]]] = {}
    for row, line in zip(rows, lines, strict=True):
        said = {name: value for name, value in row.cells.items() if name in OF_A_PARCEL}
        number = said.get("tracking_number", "")
        if said and not number:
            problems.add(row.line, "column tracking_number", "A parcel needs its number here.")
        elif number:
            cells, contents = found.setdefault(number, (Cells(row.line, {}, problems, how.zone), []))
            cells.row = {**said, **cells.row}
            contents.append((line.external_id, line.quantity))
    return tuple(_parcel(cells, tuple(contents)) for cells, contents in found.values())


def _parcel(cells: Cells, contents: tuple[tuple[str, int], ...]) -> Parcel:
    status, at = cells.word("parcel_status", Shipment.Status.values), cells.moment("parcel_status_at")
    if status and not at:
        cells.wrong("parcel_status_at", "Say since when, or leave parcel_status empty.")
    number, point = cells.text("tracking_number"), cells.text("pickup_point")
    return Parcel(
        external_id=number,
        carrier=cells.text("carrier"),
        tracking_number=number,
        tracking_url=cells.url("tracking_url"),
        status=status,
        status_at=at,
        shipped_at=cells.moment("shipped_at"),
        lines=contents,
        pickup_point={"name": point} if point else {},
    )


def _payload(rows: list[Row], said: dict[str, str]) -> dict[str, Any]:
    """The cells as they were written, those we know no column for too."""
    own = frozenset(OF_THE_ORDER)
    return {
        "order": said,
        "lines": [{name: value for name, value in row.cells.items() if name not in own} for row in rows],
    }
