"""Carriers asked through karrio: the extra `karrio` and one package for each carrier. Only this file loads it."""

import logging
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils import timezone

from orders.tracking.answers import Answer, CarrierNews, NoSuchParcel, NotAnswered
from orders.tracking.mapping import status_of
from orders.tracking.reasons import reason_of

UNKNOWN_NUMBER = re.compile(r"not.?found|no.?data|invalid.*(number|parcel)", re.IGNORECASE)
log = logging.getLogger(__name__)


def is_installed() -> bool:
    return find_spec("karrio") is not None


@cache
def library() -> tuple[Any, Any]:
    """(karrio.sdk, TrackingRequest): half a second and 440 modules, so only a process that asks loads it."""
    sdk = import_module("karrio.sdk")
    # It prints every failure with what was in its variables: keys too.
    import_module("loguru").logger.disable("karrio")
    return sdk, import_module("karrio.core.models").TrackingRequest


class Karrio:
    source = "karrio"
    per_minute = 30

    def __init__(self, carrier: str, keys: Mapping[str, Any]) -> None:
        """`carrier`: karrio's own name, such as gls or dpd_meta; `keys`: what its package asks for."""
        self.carrier = carrier
        self.keys = dict(keys)
        self.gateway: Any = None  # keeps the carrier's access token from question to question

    def ask(self, number: str) -> Answer:
        try:
            sdk, request = library()
            self.gateway = self.gateway or sdk.gateway[self.carrier].create(self.keys)
            question = request(tracking_numbers=[number])
            found, messages = sdk.Tracking.fetch(question).from_(self.gateway).parse()
        except Exception as error:
            # Carriers' packages raise whatever their transport raises, with the address and the keys in it.
            raise NotAnswered(type(error).__name__) from None
        if found:
            return read(found[0])
        said = "; ".join(f"{message.code} {message.message}" for message in messages) or "no answer"
        if messages and all(UNKNOWN_NUMBER.search(f"{message.code} {message.message}") for message in messages):
            raise NoSuchParcel(number)
        raise NotAnswered(said)


def read(details: Any) -> Answer:
    """karrio.core.models.TrackingDetails. Many packages give events no status of their own: then the newest one
    carries the parcel's, and the others are only told.
    """
    events = [(at, event) for event in details.events or [] if (at := _moment(event)) is not None]
    events.sort(key=lambda item: item[0])
    newest = events[-1][0] if events else None
    news = [_news(at, event, details.status if at == newest else "") for at, event in events]
    return Answer(news=tuple(news), estimated_date=_day(details.estimated_delivery))


def _news(at: datetime, event: Any, status_of_parcel: str | None) -> CarrierNews:
    word = event.status or status_of_parcel or ""
    return CarrierNews(
        at=at,
        status=status_of("karrio", word) if word else "unknown",
        code=event.code or word,
        text=event.description or "",
        location=event.location or "",
        reason=reason_of("karrio", event.reason or ""),
    )


def _moment(event: Any) -> datetime | None:
    """The ISO timestamp where the package gives one, else its date and the place's clock: read as the shop's."""
    words = event.timestamp or f"{event.date or ''} {event.time or ''}".strip()
    for pattern in ("", "%Y-%m-%d %H:%M", "%Y-%m-%d %I:%M %p", "%Y-%m-%d"):
        try:
            at = datetime.strptime(words, pattern) if pattern else datetime.fromisoformat(words)  # noqa: DTZ007
        except ValueError:
            continue
        return at if at.tzinfo else at.replace(tzinfo=timezone.get_default_timezone())
    log.warning("karrio gives a moment we cannot read: %r", words[:60])
    return None


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat((words or "")[:10])
    except ValueError:
        return None
