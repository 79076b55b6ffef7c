"""TASKS_URL: through what jobs reach the workers. What must happen is a row in any case (portal tick)."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.env import env
from portal.parts.addresses import redis_address

QUEUES = ["default", "index"]
SERIALIZER = "rq.serializers.JSONSerializer"
# Seconds a job may take before its worker gives it up; a fresh index of many articles is the longest there is.
LONGEST = {"default": 600, "index": 4 * 3600}
IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
ROWS = "django_tasks_db.DatabaseBackend"
REDIS = "portal.parts.redis_queue.RedisQueue"


def jobs(name: str, inline: bool) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """(TASKS, RQ_QUEUES, apps to install): rows of the database by default; Redis for many workers."""
    value = env.str(name, default="database://")
    if value == "database://" or inline:
        return _tasks(IMMEDIATE if inline else ROWS), {}, []
    if not value.startswith(("redis", "unix")):
        raise ImproperlyConfigured(f"{name} must be database:// or redis://host:6379/1.")
    address = redis_address(name, value)
    # A worker waits for minutes on an open connection, nobody for one that can't be opened.
    address += f"{'&' if '?' in address else '?'}socket_connect_timeout=3"
    queues = {queue: {"URL": address, "DEFAULT_TIMEOUT": LONGEST[queue], "SERIALIZER": SERIALIZER} for queue in QUEUES}
    return _tasks(REDIS), queues, ["django_rq"]


def _tasks(backend: str) -> dict[str, Any]:
    return {"default": {"BACKEND": backend, "QUEUES": QUEUES}}
