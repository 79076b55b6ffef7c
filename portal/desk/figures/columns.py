"""Rows as columns, one sequence a field: a year is added up by what Python does with whole sequences. Pure.

Flags of sheets are bytes of 0 and 1, those of rows lists of bools; everything here takes both.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, compress
from operator import itemgetter, not_
from typing import Any

Rows = list[tuple[Any, ...]]
Columns = Sequence[Sequence[Any]]

OTHERS = bytes([1]) + bytes(255)


def columns_of(rows: Rows, width: int) -> Columns:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def joined(parts: Sequence[Columns], width: int) -> Columns:
    """One below the other."""
    if len(parts) == 1:
        return parts[0]
    return [_end_to_end(columns) for columns in zip(*parts, strict=True)] if parts else [()] * width


def _end_to_end(columns: Sequence[Sequence[Any]]) -> Sequence[Any]:
    flags = [column for column in columns if isinstance(column, bytes)]
    if len(flags) == len(columns):
        return b"".join(flags)
    return list(chain.from_iterable(columns))


def taken(column: Sequence[Any], mask: Iterable[Any]) -> list[Any]:
    """The values where the mask is true."""
    return list(compress(column, mask))


def narrowed(columns: Columns, mask: Sequence[Any]) -> Columns:
    return [bytes(compress(column, mask)) if isinstance(column, bytes) else taken(column, mask) for column in columns]


def others(flags: Sequence[Any]) -> Iterable[Any]:
    """True where the flag is not."""
    return flags.translate(OTHERS) if isinstance(flags, bytes) else map(not_, flags)


def number_of(flags: Sequence[Any]) -> int:
    """How many are true."""
    return len(flags) - flags.count(0) if isinstance(flags, bytes) else sum(map(bool, flags))


def distinct(column: Iterable[Any]) -> int:
    return len(set(column))


def apart(keys: Sequence[Any], columns: Columns) -> Mapping[Any, Columns]:
    """The columns of each key, every one in the order of the rows."""
    places: dict[Any, list[int]] = {key: [] for key in set(keys)}
    put = {key: found.append for key, found in places.items()}
    for place, key in enumerate(keys):
        put[key](place)
    return {key: [_at(column, found) for column in columns] for key, found in places.items()}


def _at(column: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    found = itemgetter(*places)(column) if len(places) > 1 else (column[places[0]],)
    return bytes(found) if isinstance(column, bytes) else found
