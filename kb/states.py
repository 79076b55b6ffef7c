"""States of orders, parcels, cases… that an article may explain. Apps above name them; kb knows only the names."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class State:
    """A key such as "shipment.ready_for_pickup", and what editors read instead of it."""

    key: str
    label: str | Promise


_known: dict[str, State] = {}


def register(key: str, label: str | Promise) -> None:
    """Call it from AppConfig.ready(). The same key again only changes the label."""
    _known[key] = State(key, label)


def known() -> list[State]:
    """In the order of registration, which is the order of the story."""
    return list(_known.values())


def choices() -> Iterator[tuple[str, str | Promise]]:
    yield from ((state.key, state.label) for state in _known.values())
