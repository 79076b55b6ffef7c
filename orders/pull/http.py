"""Asking another machine: https only, no redirects, limits on time and size, a polite pace, no key in any text."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

from orders.ingest.reading import BadData, read_json
from orders.pull.errors import NeedsAPerson, PullStopped, SlowDown

log = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
# Between two packets READ_SECONDS may pass; the whole answer gets no more than this.
WHOLE_SECONDS = 120.0
MAX_ANSWER = 32 * 1024 * 1024
LONGEST_PATIENCE = 6 * 3600.0
AGENT = "Aftercare"


class Caller:
    """One shop's connection. `pause` is the least number of seconds between two questions."""

    def __init__(
        self,
        shop: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        pause: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.shop, self.pause, self.sleep = shop, pause, sleep
        self.session = requests.Session()
        # Neither ~/.netrc nor a proxy of the environment gets to see the keys unasked.
        self.session.trust_env = False
        self.session.headers.update({"User-Agent": AGENT, "Accept": "application/json", **(headers or {})})
        self.session.auth = auth
        self.asked_at = 0.0

    def ask(self, method: str, url: str, **what: Any) -> Any:
        """The JSON of the answer, fractions as Decimals. Raises PullStopped and its kinds."""
        check_address(url)
        self.keep_pace()
        try:
            with self.session.request(
                method, url, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True, **what
            ) as answer:
                body = self.read(answer)
        except requests.Timeout:
            raise PullStopped(f"{self.shop} did not answer in time.") from None
        except requests.RequestException as error:
            # The error's own text holds the address and with it, for some shops, the key.
            log.warning("asking %s failed: %s", self.shop, type(error).__name__)
            raise PullStopped(f"{self.shop} could not be reached ({type(error).__name__}).") from None
        try:
            return read_json(body, MAX_ANSWER)
        except BadData as error:
            raise PullStopped(f"{self.shop} answered something that is no JSON: {error.message}") from None

    def keep_pace(self) -> None:
        wait = self.asked_at + self.pause - time.monotonic()
        if self.asked_at and wait > 0:
            self.sleep(wait)
        self.asked_at = time.monotonic()

    def read(self, answer: requests.Response) -> bytes:
        self.judge(answer)
        began, parts, size = time.monotonic(), [], 0
        for part in answer.iter_content(1 << 16):
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER:
                raise PullStopped(f"{self.shop} answered more than {MAX_ANSWER // 2**20} MB at once.")
            if time.monotonic() - began > WHOLE_SECONDS:
                raise PullStopped(f"{self.shop} did not finish its answer in time.")
        return b"".join(parts)

    def judge(self, answer: requests.Response) -> None:
        status = answer.status_code
        if status in (401, 403):
            raise NeedsAPerson(f"{self.shop} refused our key ({status}). Check the key and what it may read.")
        if status == 429 or (status == 503 and "Retry-After" in answer.headers):
            patience = retry_after(answer.headers.get("Retry-After", ""))
            raise SlowDown(f"{self.shop} asks us to wait ({status}).", patience)
        if 300 <= status < 400:
            raise NeedsAPerson(f"{self.shop} sends us to another address ({status}). Check the address of the shop.")
        if status == 404:
            raise NotThere(f"{self.shop} knows no such page (404). Check the address of the shop.")
        if status >= 500:
            raise PullStopped(f"{self.shop} has a fault of its own ({status}).")
        if status >= 400:
            raise PullStopped(f"{self.shop} did not understand our question ({status}).")


class NotThere(NeedsAPerson):
    """404: the address is wrong, or the one order asked for is gone."""


def check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (settings.DEBUG and parts.scheme == "http"):
        raise NeedsAPerson("The address of the shop must begin with https://.")
    if not parts.hostname or parts.username or parts.password:
        raise NeedsAPerson("The address of the shop must be a host without a name or password in it.")


def retry_after(said: str, now: datetime | None = None) -> float:
    """Seconds from a Retry-After header (RFC 9110, 10.2.3: seconds or a date); 0 when it says nothing we can read."""
    if said.strip().isascii() and said.strip().isdigit():
        return min(float(said[:12]), LONGEST_PATIENCE)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - (now or datetime.now(UTC))).total_seconds()), LONGEST_PATIENCE)
