"""One figure of the bench: a value, what it is compared with, and whether the target holds."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any


@dataclass(frozen=True)
class Row:
    """value is in `unit`; ratio is value ÷ the reference's value, measured in the same run.

    holds is None for a figure without a target, and for one that could not be measured here (`note` says why).
    """

    name: str
    value: float | None
    unit: str
    reference: str = ""
    ratio: float | None = None
    target: str = ""
    holds: bool | None = None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def row(
    name: str,
    value: float,
    unit: str,
    *,
    against: Row | None = None,
    at_most: float | None = None,
    at_least: float | None = None,
    note: str = "",
) -> Row:
    """A row judged by its ratio to `against`, or by its own value when there is nothing to compare it with."""
    ratio = value / against.value if against and against.value else None
    judged, sign = (ratio, " ×") if against else (value, f" {unit}")
    target, holds = "", None
    if at_most is not None:
        target, holds = f"≤ {at_most:g}{sign}", judged is not None and judged <= at_most
    if at_least is not None:
        target, holds = f"≥ {at_least:g}{sign}", judged is not None and judged >= at_least
    return Row(name, value, unit, against.name if against else "", ratio, target, holds, note)


def missing(name: str, unit: str, why: str) -> Row:
    """A figure that can't be measured on this machine."""
    return Row(name, None, unit, note=why)


class Took(list[float]):
    """How long each call took; `cpu` is what it computed itself, which a busy machine does not stretch as much."""

    def __init__(self, wall: Iterable[float], cpu: Sequence[float]) -> None:
        super().__init__(wall)
        self.cpu = cpu


def milliseconds(call: Callable[[Any], object], inputs: Iterable[Any]) -> Took:
    wall, cpu = [], []
    for each in inputs:
        started, busy = time.perf_counter(), time.thread_time()
        call(each)
        cpu.append((time.thread_time() - busy) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return Took(wall, cpu)


def of_cpu(
    name: str,
    took: Took,
    middle: Callable[[Sequence[float]], float],
    *,
    against: Row | None = None,
    at_most: float | None = None,
) -> Row:
    """A row judged by what was computed, with the time on the clock beside it: other people's work must not count."""
    note = f"{middle(took):.1f} ms on the clock"
    return row(name, middle(took.cpu), "ms CPU", against=against, at_most=at_most, note=note)


def p50(took: Sequence[float]) -> float:
    return quantiles(took, n=100)[49]


def p95(took: Sequence[float]) -> float:
    return quantiles(took, n=100)[94]
