"""Errors to Sentry, if the operator wants it: what broke and where, never whose page it was."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from portal.operations.logs import cleaned
from portal.operations.request_ids import current
from portal.operations.version import version

Event = dict[str, Any]
RELEASE = f"aftercare@{version()}"
KEPT_HEADERS = {"Accept-Language", "Content-Type", "User-Agent", "X-Request-Id"}


def start(dsn: str, **more: Any) -> None:
    """Once a process. The package is an extra: whoever sets the DSN has it, or the site did not start.

    Its own scrubber stays on, and personal data off, as long as neither is named here.
    """
    import_module("sentry_sdk").init(
        dsn=dsn,
        release=RELEASE,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0.0,
        before_send=before_send,
        before_breadcrumb=before_breadcrumb,
        **more,
    )


def before_send(event: Event, _hint: Event) -> Event:
    """The event without people: no body, cookie, address, question or host; every text as cleaned as in the log."""
    event.pop("user", None)
    event.pop("server_name", None)
    if "request" in event:
        event["request"] = request_without_people(event["request"], str(event.get("transaction", "")))
    if request_id := current.get():
        event.setdefault("tags", {})["request_id"] = request_id
    found: Event = walked(event, cleaned)
    # “aftercare@0.1.0” looks like an address.
    return found | {"release": RELEASE}


def request_without_people(request: Event, route: str) -> Event:
    headers = request.get("headers") or {}
    kept = {name: value for name, value in headers.items() if name.title() in KEPT_HEADERS}
    return {"method": request.get("method", ""), "url": route, "headers": kept}


def before_breadcrumb(crumb: Event, _hint: Event) -> Event | None:
    """Queries and calls say where it was; what they asked for stays here."""
    if crumb.get("category") == "query":
        return None
    crumb.pop("data", None)
    found: Event = walked(crumb, cleaned)
    return found


def walked(value: Any, change: Callable[[str], str]) -> Any:
    """The same, each text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: walked(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [walked(each, change) for each in value]
    return value
