"""Django's cache in Redis, for when Redis is away: copies are done without, counting is refused.

A page that was remembered is made again and a thing to remember is forgotten, so the site goes on. `add` and `incr`
are how limits count and how processes agree on who is first: without Redis nobody can know, so they raise PartAway
(portal.parts.away) and the visitor is asked to come back in a moment. Limits fail closed.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from portal.parts.away import PartAway

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
# A Redis in the same building answers in a millisecond; a dead one must not hold every thread.
PATIENCE: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 2, "health_check_interval": 30}
REST_SECONDS = 2.0


class PatientRedis(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**PATIENCE, **params.get("OPTIONS", {})}})
        self._rests_until = 0.0

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """Raises PartAway, for two seconds without even asking."""
        if time.monotonic() < self._rests_until:
            raise PartAway("Redis did not answer a moment ago.")
        try:
            return question()
        except (RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            raise PartAway(f"Redis does not answer ({type(error).__name__}).") from error

    def _without(self, question: Callable[[], Answer], otherwise: Answer) -> Answer:
        try:
            return self._asked(question)
        except PartAway as away:
            if away.__cause__:
                logger.error("%s Copies are done without.", away)
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._without(lambda: RedisCache.get(self, key, default, version), default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self._without(lambda: RedisCache.get_many(self, keys, version), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._without(lambda: bool(RedisCache.has_key(self, key, version)), False)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._without(lambda: RedisCache.set(self, key, value, timeout, version), None)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return self._without(lambda: RedisCache.set_many(self, data, timeout, version), list(data))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._without(lambda: bool(RedisCache.touch(self, key, timeout, version)), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._without(lambda: bool(RedisCache.delete(self, key, version)), False)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self._without(lambda: RedisCache.delete_many(self, keys, version), None)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._asked(lambda: RedisCache.add(self, key, value, timeout, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._asked(lambda: RedisCache.incr(self, key, delta, version))

    def clear(self) -> None:
        """What this site keeps; somebody else's keys in the same Redis stay."""
        self._asked(self._clear_own)

    def _clear_own(self) -> None:
        client = self._cache.get_client(write=True)
        for batch in _batches(client.scan_iter(match=f"{self.key_prefix}:*", count=1000), 1000):
            client.delete(*batch)


def _batches(keys: Iterable[Any], size: int) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
