"""Rows as what is handed out: stable keys for machines, labels for people, nested as they belong together.

A `Part` says which model is read, what of it is left out, and what hangs below. New columns come along by
themselves; secrets and other people's numbers never do.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, FileField, Model, QuerySet
from django.utils.functional import Promise

AT_ONCE = 200
# Keys and marks of ours: they say nothing about her, and some would open a door.
NEVER = re.compile(
    r"(^|_)(hash|token|secret|password|sha256|digest|key|lease|attempts|version|snapshot)($|_)|_due_at$"
)
Json = Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known. `label` is empty for what only the JSON says; `shown` is what people read."""

    key: str
    label: str | Promise
    value: Json
    shown: Any = ""
    rows: "Sequence[Record] | None" = None


Record = Sequence[Fact]


@dataclass(frozen=True)
class Part:
    """`below`: key -> (name of the relation, its part). `only`: a condition on rows, as keywords of filter()."""

    label: str
    without: frozenset[str] = frozenset()
    below: Mapping[str, tuple[str, "Part"]] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)
    also: Callable[[Any], Iterable[Fact]] = lambda row: ()

    def labels(self) -> Iterator[str]:
        yield self.label
        for _name, part in self.below.values():
            yield from part.labels()

    def prefetches(self, prefix: str = "") -> Iterator[Any]:
        for name, part in self.below.values():
            yield prefix + name
            yield from part.prefetches(f"{prefix}{name}__")


def records(part: Part, rows: QuerySet[Any]) -> Iterator[Record]:
    """A fixed number of queries for every 200 rows."""
    for row in rows.prefetch_related(*part.prefetches()).iterator(chunk_size=AT_ONCE):
        yield record(part, row)


def record(part: Part, row: Model) -> Record:
    facts = [fact(each, row) for each in row._meta.concrete_fields if is_told(each, part)]
    facts.extend(part.also(row))
    for key, (name, below) in part.below.items():
        children = _children(row, name, below)
        facts.append(Fact(key, _title(below, children), None, rows=[record(below, child) for child in children]))
    return facts


def _children(row: Model, name: str, part: Part) -> list[Any]:
    related = getattr(row, name, None)
    if related is None:
        return []
    found = list(related.all()) if hasattr(related, "all") else [related]
    wanted = part.only.items()
    return [child for child in found if all(getattr(child, key) == value for key, value in wanted)]


def _title(part: Part, children: Sequence[Model]) -> str | Promise:
    return children[0]._meta.verbose_name_plural if children else ""  # type: ignore[return-value]


def is_told(column: Field, part: Part) -> bool:
    return not (
        column.name in part.without
        or column.is_relation
        or column.primary_key
        or isinstance(column, FileField)
        or NEVER.search(column.name)
    )


def fact(column: Field, row: Model) -> Fact:
    value = column.value_from_object(row)
    # Columns without a name of their own are for machines; Django makes one up in English.
    label = column.verbose_name if isinstance(column.verbose_name, Promise) else ""
    shown = getattr(row, f"get_{column.name}_display")() if column.choices else value
    return Fact(column.name, label, plain(value), shown)


def plain(value: Any) -> Json:
    """What JSON can say: moments as ISO 8601 with their offset, amounts as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def as_json(facts: Record) -> dict[str, Json]:
    return {each.key: each.value if each.rows is None else [as_json(row) for row in each.rows] for each in facts}
