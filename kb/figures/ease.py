"""How easy readers say an article made it. Whoever asks them registers who counts the answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ease:
    """Of `n` answers, the share of those who found it easy, and its interval at 95 %."""

    n: int
    share: float
    low: float
    high: float


# For days from and to, both included, and some articles; those without an answer are left out.
Counter = Callable[[date, date, list[int]], Mapping[int, Ease]]
_registered: list[Counter] = []


def register(counter: Counter) -> None:
    _registered[:] = [counter]


def of_articles(articles: list[int], since: date, until: date) -> Mapping[int, Ease]:
    for counter in _registered:
        return counter(since, until, articles)
    return {}
