"""Files of orders: one object, {"order": …}, {"orders": […]}, a list, or one JSON document on each line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from orders.ingest import shopify, woocommerce
from orders.ingest.canonical import CanonicalOrder
from orders.ingest.reading import MAX_ORDER_BYTES, BadData, read_json

PARSERS: dict[str, Callable[[Any, str], CanonicalOrder]] = {
    "woocommerce": woocommerce.parse,
    "shopify": shopify.parse,
}
# A file in one piece is read into memory; JSON lines have no limit.
MAX_DOCUMENT_BYTES = 100 * 1024 * 1024


class BadFile(Exception):
    """One sentence that names the file, the place in it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Read:
    order: CanonicalOrder
    progress: float  # 0 to 1


def read_orders(path: Path, source: str) -> Iterator[Read]:
    """Every order of the file in turn. Raises BadFile at the first thing that is wrong."""
    try:
        with path.open("rb") as file:
            lines = _is_lines(file)
            file.seek(0)
            yield from _lines(file, path, source) if lines else _document(file, path, source)
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}.") from None


def _is_lines(file: BinaryIO) -> bool:
    """The first line is a document of its own and something follows it."""
    first = file.readline(MAX_ORDER_BYTES + 1)
    try:
        read_json(first)
    except BadData:
        return False
    return any(line.strip() for line in file)


def _lines(file: BinaryIO, path: Path, source: str) -> Iterator[Read]:
    size = path.stat().st_size or 1
    number = 0
    while line := file.readline(MAX_ORDER_BYTES + 1):
        number += 1
        if not line.strip():
            continue
        try:
            for data, place in _orders_in(read_json(line)):
                yield Read(PARSERS[source](data, place), file.tell() / size)
        except BadData as error:
            raise BadFile(f"{path}, line {number}, {error}") from None


def _document(file: BinaryIO, path: Path, source: str) -> Iterator[Read]:
    try:
        found = list(_orders_in(read_json(file.read(MAX_DOCUMENT_BYTES + 1), MAX_DOCUMENT_BYTES)))
        for index, (data, place) in enumerate(found):
            yield Read(PARSERS[source](data, place), (index + 1) / len(found))
    except BadData as error:
        raise BadFile(f"{path}, {error}") from None


def _orders_in(document: Any) -> Iterator[tuple[Any, str]]:
    """Each order object with its JSON path."""
    place = "$"
    if isinstance(document, dict) and isinstance(document.get("order"), dict):
        document, place = document["order"], "$.order"
    elif isinstance(document, dict) and isinstance(document.get("orders"), list):
        document, place = document["orders"], "$.orders"
    if isinstance(document, list):
        yield from ((item, f"{place}[{index}]") for index, item in enumerate(document))
    else:
        yield document, place
