"""CACHE_URL: where what may be forgotten is kept, and counted."""

from typing import Any

from portal.env import env
from portal.parts.addresses import redis_address

REDIS = "portal.parts.redis_cache.PatientRedis"


def caches(name: str, default: str) -> dict[str, dict[str, Any]]:
    """A table of the database by default; Redis for several machines."""
    value = env.str(name, default=default)
    if value.startswith(("redis", "unix")):
        return {"default": {"BACKEND": REDIS, "LOCATION": redis_address(name, value), "KEY_PREFIX": "aftercare"}}
    return {"default": env.cache(name, default=default)}


def is_shared_memory(cache: dict[str, Any]) -> bool:
    return bool(cache["BACKEND"] == REDIS)
