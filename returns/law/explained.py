"""A value the law gives, and how it was found: shown to the customer, stored with the case."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from returns.law.days import Step

Value = date | datetime | Decimal | None


@dataclass(frozen=True)
class Explained:
    """`value` None means: nothing is counted yet (the last step says why). Days are whole days, until 24:00.

    `latest` is the last day the law allows where `value` is an earlier promise of ours (C9); else None.
    """

    value: Value
    rule: str
    inputs: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    latest: date | None = None

    @property
    def day(self) -> date | None:
        """The value as a day, if it is one."""
        if isinstance(self.value, datetime):
            return self.value.date()
        return self.value if isinstance(self.value, date) else None

    @property
    def amount(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    def as_dict(self) -> dict[str, Any]:
        """{rule, inputs, steps, result}, ready for JSON: what `Deadline.explanation` holds and words.explain reads."""
        found: dict[str, Any] = {
            "rule": self.rule,
            "inputs": self.inputs,
            "steps": self.steps,
            "result": _plain(self.value),
        }
        if self.latest:
            found["latest"] = self.latest.isoformat()
        return found


def _plain(value: Value) -> str | None:
    if value is None:
        return None
    return str(value) if isinstance(value, Decimal) else value.isoformat()
