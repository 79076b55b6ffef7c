"""What all figures of one page read once: they are of the same moment (keeping.in_step)."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

Found = TypeVar("Found")


@dataclass(slots=True)
class Known:
    """`last` holds the last of what is large: who asks in order reads it once, and it does not pile up."""

    small: dict[Hashable, Any] = field(default_factory=dict)
    last: dict[str, tuple[Hashable, Any]] = field(default_factory=dict)


_known: ContextVar[Known | None] = ContextVar("figures_known", default=None)


@contextmanager
def once() -> Iterator[None]:
    token = _known.set(Known())
    try:
        yield
    finally:
        _known.reset(token)


def is_known() -> bool:
    return _known.get() is not None


def known(key: Hashable, read: Callable[[], Found]) -> Found:
    """Read at most once within `once`, each time outside of it."""
    here = _known.get()
    if here is None:
        return read()
    if key not in here.small:
        here.small[key] = read()
    return cast(Found, here.small[key])


def remember(key: Hashable, value: Any) -> None:
    if here := _known.get():
        here.small[key] = value


def known_last(of: str, key: Hashable, read: Callable[[], Found]) -> Found:
    """The same, for as long as nothing else of its kind is asked for."""
    here = _known.get()
    if here is None:
        return read()
    if of not in here.last or here.last[of][0] != key:
        here.last[of] = key, read()
    return cast(Found, here.last[of][1])
