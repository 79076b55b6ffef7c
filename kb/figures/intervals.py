"""How sure a difference between two shares is."""

import math
from dataclasses import dataclass

from kb.figures.rules import wilson


@dataclass(frozen=True, slots=True)
class Difference:
    """One share less another, and its 95 % interval; shares from 0 to 1, differences from -1 to 1."""

    value: float
    low: float
    high: float


def difference(hits: int, of: int, other_hits: int, other_of: int) -> Difference:
    """Newcombe's hybrid score interval (R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10).

    Both `of` must be above zero.
    """
    first, second = hits / of, other_hits / other_of
    (low, high), (other_low, other_high) = wilson(hits, of), wilson(other_hits, other_of)
    value = first - second
    below = math.hypot(first - low, other_high - second)
    above = math.hypot(high - first, second - other_low)
    return Difference(value, value - below, value + above)
