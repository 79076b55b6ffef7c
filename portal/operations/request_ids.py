"""One name for everything that belongs to one request: in the answer's header, on error pages, in each log line."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
# What proxies make: UUIDs, hex, nginx's $request_id, AWS's "1-67891233-abcdef012345678912345678".
ACCEPTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{7,63}")

current: ContextVar[str] = ContextVar("request_id", default="")


def new_id() -> str:
    return secrets.token_hex(8)


def choose(sent: str, trusted: bool) -> str:
    """The proxy's own when there is one we trust and it looks like one; else a new one."""
    return sent if trusted and ACCEPTED.fullmatch(sent) else new_id()
