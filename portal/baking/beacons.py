"""Takes a read beacon before Django: the same door as kb.reading.views, then one line in the spool."""

import io
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from kb.reading import door, views
from portal.baking.loading import line_of
from portal.baking.spool import Spool


class Asked:
    """As much of a request as the door looks at. Somebody with a session is never asked here."""

    COOKIES: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, environ: dict[str, Any]) -> None:
        self.META = environ
        self.headers = self

    def get(self, name: str, default: str | None = None) -> str | None:
        value: str | None = self.META.get(f"HTTP_{name.upper().replace('-', '_')}", default)
        return value

    def get_host(self) -> str:
        host: str = self.META["HTTP_HOST"]
        return host


class Today:
    """The shop's day, looked up at most once a second."""

    def __init__(self) -> None:
        self._known: tuple[float, date] = (0.0, date.min)

    def date(self) -> date:
        until, day = self._known
        if time.monotonic() >= until:
            day = timezone.localdate()
            self._known = (time.monotonic() + 1, day)
        return day


TODAY = Today()


def address_of(environ: dict[str, Any]) -> str:
    """The reader's address as allauth finds it behind the trusted proxies; "" where that takes a closer look."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if not proxies:
        return str(environ.get("REMOTE_ADDR", ""))
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return forwarded[-proxies].strip() if len(forwarded) >= proxies else ""


def take(environ: dict[str, Any], spool: Spool) -> bool:
    """True: answer 204. False: it is Django's, who finds everything in `environ` as it was.

    The token's signature is checked when the line is loaded; what is not ours costs a line until then, and the door
    lets each address write only so many.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or not 0 < int(length) <= views.MAX_BYTES:
        return False
    if not door.may_count(Asked(environ), views.BEACONS, address_of(environ)):  # type: ignore[arg-type]
        return True
    body: bytes = environ["wsgi.input"].read(int(length))
    line = line_of(body, TODAY.date())
    if line is None or spool.append(line):
        return True
    environ["wsgi.input"] = io.BytesIO(body)
    return False
