"""What apps above have to say about single lines of an order, shown under the line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from orders.models import Order


@dataclass(frozen=True, slots=True)
class LineNote:
    line_id: int
    text: str
    url: str = ""
    tone: str = "neutral"


Provider = Callable[[Any, Order], Iterable[LineNote]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Call it from AppConfig.ready(). It is given who looks (orders.access) and the order."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def notes_of(person: Any, order: Order) -> dict[int, list[LineNote]]:
    """By line id."""
    found: dict[int, list[LineNote]] = {}
    for provider in _providers:
        for note in provider(person, order):
            found.setdefault(note.line_id, []).append(note)
    return found
