"""Asking a shop through the one door: a polite pace, no key in any text, and what its answer means for us."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from orders.ingest.reading import BadData, read_json
from orders.outbound import Answer, Door, Limits, NotReached, Rules, TooLarge, TooSlow
from orders.pull.errors import NeedsAPerson, PullStopped, SlowDown

log = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
# Between two packets READ_SECONDS may pass; the whole answer gets no more than this.
WHOLE_SECONDS = 120.0
MAX_ANSWER = 32 * 1024 * 1024
LONGEST_PATIENCE = 6 * 3600.0


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
        self.headers, self.auth = headers, auth
        limits = Limits(CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS, MAX_ANSWER)
        # The shop's address is the operator's own, from the environment: it may stand in our network.
        self.door = Door(limits, Rules(http=settings.DEBUG, inside=True))
        self.asked_at = 0.0

    def ask(self, method: str, url: str, **what: Any) -> Any:
        """The JSON of the answer, fractions as Decimals. Raises PullStopped and its kinds."""
        check_address(url)
        self.keep_pace()
        try:
            answer = self.door.ask(method, url, headers=self.headers, auth=self.auth, **what)
        except TooSlow:
            raise PullStopped(f"{self.shop} did not answer in time.") from None
        except TooLarge:
            raise PullStopped(f"{self.shop} answered more than {MAX_ANSWER // 2**20} MB at once.") from None
        except NotReached as error:
            log.warning("asking %s failed: %s", self.shop, error)
            raise PullStopped(f"{self.shop} could not be reached ({error}).") from None
        self.judge(answer)
        try:
            return read_json(answer.body, MAX_ANSWER)
        except BadData as error:
            raise PullStopped(f"{self.shop} answered something that is no JSON: {error.message}") from None

    def keep_pace(self) -> None:
        wait = self.asked_at + self.pause - time.monotonic()
        if self.asked_at and wait > 0:
            self.sleep(wait)
        self.asked_at = time.monotonic()

    def judge(self, answer: Answer) -> None:
        status = answer.status
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
