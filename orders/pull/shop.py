"""What a shop system gives when it is asked: pages of orders, each with where to go on from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from orders.ingest.canonical import CanonicalOrder

Cursor = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`cursor` is where the next asking begins once all of this page is written down.

    `unread` says of each order that could not be read which it is and why; `gone` are ids the shop no longer has.
    """

    orders: tuple[CanonicalOrder, ...]
    cursor: Cursor
    unread: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Shop(Protocol):
    """A shop system. All its methods raise PullStopped."""

    name: str

    def pages(self, cursor: Mapping[str, Any], since: datetime) -> Iterator[Page]:
        """Everything that changed after the cursor; with an empty one, after `since`."""

    def one(self, external_id: str) -> CanonicalOrder | None:
        """One order as it is now, None when the shop no longer has it. Raises BadData when it cannot be read."""
