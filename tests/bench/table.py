"""The rows as a table for people."""

from collections.abc import Mapping, Sequence

from tests.bench.rows import Row

HEAD = ("", "value", "ratio", "target", "")
MARKS = {True: "holds", False: "MISSED", None: ""}


def number(value: float | None) -> str:
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def cells(row: Row) -> tuple[str, ...]:
    ratio = f"{number(row.ratio)} × {row.reference}" if row.ratio is not None else ""
    return (
        row.name,
        f"{number(row.value)} {row.unit}",
        ratio,
        row.target,
        ", ".join(filter(None, (MARKS[row.holds], row.note))),
    )


def table(found: Mapping[str, Sequence[Row]]) -> str:
    lines = [HEAD, *(cells(row) for rows in found.values() for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    text = []
    for name, rows in found.items():
        text += [f"\n{name}", "-" * len(name)]
        text += [
            "  ".join(cell.ljust(width) for cell, width in zip(cells(row), widths, strict=True)).rstrip()
            for row in rows
        ]
    return "\n".join(text)
