"""A correction beside what it corrects: before, after, difference. Pure.

Two ways are in use (Ministry of Finance, FA(3) brochure): each line twice, the first marked StanPrzed, or the
difference alone. Sums and the total of a correction are differences already, as the document states them; only a
line's own difference is worked out here, for reading, from the two lines as they stand.
"""

from dataclasses import dataclass
from decimal import Decimal

from orders.ksef.document import Line


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the comparison. `before` or `after` is None for a line that came or went; `line` is the newer."""

    line: Line
    before: Line | None
    after: Line | None

    @property
    def is_the_same(self) -> bool:
        """Both sides say the same: nothing of this line was corrected."""
        return self.before is not None and self.after is not None and self.changed == ()

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the fields that differ."""
        if self.before is None or self.after is None:
            return ("line",)
        return tuple(name for name in FIELDS if getattr(self.before, name) != getattr(self.after, name))

    def difference(self, name: str) -> Decimal | None:
        """After less before of an amount; a side that is missing counts as nothing."""
        before = getattr(self.before, name) if self.before else None
        after = getattr(self.after, name) if self.after else None
        if before is None and after is None:
            return None
        return (after or Decimal(0)) - (before or Decimal(0))


FIELDS = (
    "name",
    "unit",
    "quantity",
    "net_price",
    "gross_price",
    "discount",
    "net",
    "gross",
    "vat",
    "rate",
    "oss_rate",
)


def compare(lines: tuple[Line, ...]) -> tuple[Change, ...] | None:
    """Lines in pairs by UU_ID, else by line number, in the document's order; None when it states differences only."""
    if not any(line.is_before for line in lines):
        return None
    changes: list[Change] = []
    waiting: dict[object, int] = {}
    for line in lines:
        key = line.uid or line.number
        if line.is_before:
            waiting[key] = len(changes)
            changes.append(Change(line, line, None))
        elif key in waiting:
            place = waiting.pop(key)
            changes[place] = Change(line, changes[place].before, line)
        else:
            changes.append(Change(line, None, line))
    return tuple(changes)
