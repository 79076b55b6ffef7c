"""Takes a read beacon before Django: the same door as kb.reading.views, then one line in the spool."""

import io
import logging
from typing import Any

from django.utils import timezone

from kb.reading import door, views
from portal.baking.loading import line_of
from portal.baking.spool import Spool

logger = logging.getLogger(__name__)


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


def take(environ: dict[str, Any], spool: Spool) -> bool:
    """True: answer 204. False: it is Django's, who finds everything in `environ` as it was.

    The token's signature is checked when the line is loaded; what is not ours costs a line until then, and the door
    lets each address write only so many.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or not 0 < int(length) <= views.MAX_BYTES:
        return False
    if not door.may_count(Asked(environ), views.BEACONS):  # type: ignore[arg-type]
        return True
    body: bytes = environ["wsgi.input"].read(int(length))
    line = line_of(body, timezone.localdate())
    if line is None or spool.append(line):
        return True
    environ["wsgi.input"] = io.BytesIO(body)
    return False
