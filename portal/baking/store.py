"""Where finished pages are kept: on this machine's disk, in the cache that machines share, or nowhere."""

import logging
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.cache import caches

from portal.baking.build import build
from portal.baking.page import Baked, Ready
from portal.baking.remote import Remote
from portal.baking.shelf import Shelf

logger = logging.getLogger(__name__)


class Store(Protocol):
    def get(self, path: str) -> Ready | None: ...
    def fresh(self, paths: Iterable[str]) -> set[str]: ...
    def moment(self) -> int: ...
    def put(self, path: str, page: Baked, since: int) -> bool: ...
    def empty(self, tags: Iterable[str]) -> None: ...
    def heard(self, tags: Iterable[str]) -> dict[str, float]: ...
    def due(self, tags: Iterable[str]) -> None: ...
    def clear_out(self) -> None: ...


def store() -> Store | None:
    """The store of this process, None where pages are not kept."""
    return _store(settings.PAGE_STORE, settings.PAGES_DIR)


@cache
def _store(kind: str, folder: Path) -> Store | None:
    if kind == "disk":
        try:
            return Shelf(folder, build())
        except (OSError, sqlite3.Error) as error:
            logger.error("Pages are not kept, %s can't be used: %s", folder, error)
            return None
    return Remote(caches["default"], build()) if kind == "cache" else None
