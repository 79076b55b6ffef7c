"""Finished pages in Django's cache, for several machines: with CACHE_URL=rediscache://… nothing is kept on a disk.

Every announcement gets the next number of one counter, and each tag keeps the number of its last one. A page knows the
counter's number from before it was rendered, so it holds as long as none of its tags has a higher one.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.cache.backends.base import BaseCache

from kb.shown import EVERYTHING
from portal.baking.page import Baked, Ready, ready
from portal.baking.rules import LONGEST_SECONDS

LOOK_SECONDS = 1.0  # a page in the memory of a process may be this much older than the store
MOST_IN_MEMORY = 500  # pages of a process
COUNTER = "baked:changes"
NEVER = (0, 0.0)  # of a tag: the counter's number and the time of its last announcement


@dataclass(frozen=True, slots=True)
class Kept:
    page: Baked
    since: int


class Remote:
    def __init__(self, cache: BaseCache, build: str, clock: Callable[[], float] = time.time) -> None:
        self._cache, self.build, self._clock = cache, build, clock
        self._memory: dict[str, Ready] = {}
        self._seen, self._look_at = -1, 0.0

    def _key(self, path: str) -> str:
        return f"baked:{self.build}:{path.encode('latin-1', 'replace').hex()}"

    def get(self, path: str) -> Ready | None:
        """The page of this address, at most a second old news; None: bake it."""
        memory = self._memory
        if time.monotonic() >= self._look_at:
            number = self.moment()
            if number != self._seen:
                memory = self._memory = {}
            self._seen, self._look_at = number, time.monotonic() + LOOK_SECONDS
        page = memory.get(path)
        if page is None:
            kept = self._kept(path)
            page = ready(kept.page) if kept else None
            if page and len(memory) < MOST_IN_MEMORY:
                memory[path] = page
        return page if page is not None and page.expires_at > self._clock() else None

    def _kept(self, path: str) -> Kept | None:
        kept: Kept | None = self._cache.get(self._key(path))
        return kept if kept is not None and self._holds(kept) else None

    def _holds(self, kept: Kept) -> bool:
        tags = [f"baked:tag:{tag}" for tag in (*kept.page.tags, EVERYTHING)]
        last = self._cache.get_many([COUNTER, *tags])
        # A counter below the page's number: the cache was emptied, and with it what was announced.
        return max(last.get(tag, NEVER)[0] for tag in tags) <= kept.since <= last.get(COUNTER, -1)

    def fresh(self, paths: Iterable[str]) -> set[str]:
        """Those of `paths` that are stored and not too old."""
        since = self._clock() - LONGEST_SECONDS / 2
        found = {path: self._kept(path) for path in paths}
        return {path for path, kept in found.items() if kept and kept.page.baked_at > since}

    def moment(self) -> int:
        """To be asked before a page is rendered: what is announced later makes the page worthless."""
        self._cache.add(COUNTER, 0, None)
        return int(self._cache.get(COUNTER, 0))

    def put(self, path: str, page: Baked, since: int) -> bool:
        """Stores a page; it is never given out if something it shows was announced after `since`."""
        kept = Kept(page, since)
        if not self._holds(kept):
            return False
        self._cache.set(self._key(path), kept, LONGEST_SECONDS)
        # Another process may hold an earlier page of this address.
        self._cache.incr(COUNTER)
        self._look_at = 0.0
        return True

    def empty(self, tags: Iterable[str]) -> None:
        """Throws away every page, of every build, that shows one of these."""
        self._cache.add(COUNTER, 0, None)
        number = self._cache.incr(COUNTER)
        told = (number, self._clock())
        self._cache.set_many({f"baked:tag:{tag}": told for tag in tags}, None)
        # Told once more: who looked between the two lines saw a new number and old tags.
        self._cache.incr(COUNTER)
        self._look_at = 0.0

    def heard(self, tags: Iterable[str]) -> dict[str, float]:
        """When each of these was last announced, in seconds since 1970; those never announced are left out."""
        found = self._cache.get_many([f"baked:tag:{tag}" for tag in tags])
        return {key.removeprefix("baked:tag:"): at for key, (_number, at) in found.items()}

    def due(self, tags: Iterable[str]) -> None:
        """Here a page that should be made anew soon is thrown away at once."""
        self.empty(tags)

    def clear_out(self) -> None:
        """The cache forgets by itself."""
