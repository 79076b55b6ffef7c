"""What an article says to a signed-in reader about their own orders and cases. Apps above know them; kb knows nobody.

Only whoever is signed in is ever asked about, and only about what is theirs: the page of everybody else, which is kept
and shared, holds the general text.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from kb.rules import Reader


@dataclass(frozen=True, slots=True)
class Standing:
    """Something of the reader's that is in a state of kb.states: its values by name, and where to see it."""

    state: str
    values: Mapping[str, str]
    url: str
    action: str


Provider = Callable[[Reader], Iterable[Standing]]
"""The reader's own things, the most interesting first, in a number of queries that doesn't depend on how many."""

_providers: list[Provider] = []
_names: dict[str, str | Promise] = {}


def register(provider: Provider, names: Mapping[str, str | Promise]) -> None:
    """`names`: the values it gives, and what editors read about each. Call it from AppConfig.ready()."""
    if provider not in _providers:
        _providers.append(provider)
    _names.update(names)


def names() -> dict[str, str | Promise]:
    """The values that only a text for a reader's own order may use."""
    return dict(_names)


def standings(request: HttpRequest | None) -> list[Standing]:
    """All things of the reader's own, asked once a request; nothing, and no query, for somebody not signed in."""
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    kept: Any = vars(request).setdefault("_own_standings", SimpleNamespace(found=None))
    if kept.found is None:
        kept.found = [standing for provider in _providers for standing in provider(user)]
    found: list[Standing] = kept.found
    return found


def first_in(state: str, needed: set[str], request: HttpRequest | None) -> Standing | None:
    """The reader's first thing in this state that has all the values a text needs."""
    return next(
        (
            each
            for each in standings(request)
            if each.state == state and all(each.values.get(name) for name in needed & _names.keys())
        ),
        None,
    )
