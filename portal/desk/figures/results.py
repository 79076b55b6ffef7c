"""What a figure answers. Pure: lists of numbers in, one Result out; nothing is rounded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import ceil, floor

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the rows behind a Result. `n` rows; `unit` of `value`, "" for the measure's own.

    `cases`: how many cases stand behind it, where a row is not a case. `key` opens them: measure.cases(scope, key).
    """

    label: str | Promise
    value: float | None
    n: int
    key: str
    unit: str = ""
    cases: int | None = None

    @property
    def listed(self) -> int:
        return self.n if self.cases is None else self.cases


@dataclass(frozen=True, slots=True)
class Result:
    """`value` in the measure's unit (seconds, a share from 0 to 1, a count), None: nothing to say yet.

    `n`: the rows that `value` rests on. `of`: all rows it could have rested on, where that is more. `low` and `high`:
    the 95 % interval of a share. `cases`: how many cases stand behind it, where a row is not a case.
    """

    value: float | None
    n: int
    median: float | None = None
    p90: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    of: int | None = None
    parts: tuple[Part, ...] = ()
    cases: int | None = None

    @property
    def listed(self) -> int:
        """The length of the list that this number opens."""
        return self.n if self.cases is None else self.cases

    def part(self, key: str) -> Part:
        """Raises KeyError."""
        for part in self.parts:
            if part.key == key:
                return part
        raise KeyError(key)


def quantile(ordered: Collection[float], share: float) -> float | None:
    """Of sorted numbers; between two of them in proportion (Hyndman & Fan 1996, type 7, as spreadsheets do)."""
    numbers = ordered if isinstance(ordered, list) else list(ordered)
    if not numbers:
        return None
    place = share * (len(numbers) - 1)
    low, high = numbers[floor(place)], numbers[ceil(place)]
    return float(low + (high - low) * (place - floor(place)))


def durations(seconds: Iterable[float], of: int | None = None, parts: tuple[Part, ...] = ()) -> Result:
    """The median speaks; a median hides the worst half, so P90 stands beside it and the mean comes last."""
    ordered = sorted(seconds)
    n = len(ordered)
    median = quantile(ordered, 0.5)
    return Result(
        value=median,
        n=n,
        median=median,
        p90=quantile(ordered, 0.9),
        mean=sum(ordered) / n if n else None,
        of=of,
        parts=parts,
    )


def share(some: int, total: int) -> float | None:
    return some / total if total else None
