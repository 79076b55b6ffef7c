"""What a carrier that is asked answers, whoever it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CarrierNews:
    """One piece of news. `status`: one of Shipment.Status; `code` and `text` are the carrier's own."""

    at: datetime
    status: str
    code: str = ""
    text: str = ""
    location: str = ""
    reason: str = ""  # a key of orders.tracking.reasons.REASONS, or ""


@dataclass(frozen=True, slots=True)
class Answer:
    news: tuple[CarrierNews, ...] = ()
    estimated_at: datetime | None = None
    estimated_date: date | None = None
    pickup_point: Mapping[str, str] = field(default_factory=dict)


class NoSuchParcel(Exception):
    """The carrier does not know the number (yet), or has forgotten it."""


class NotAnswered(Exception):
    """No usable answer. The message says why, for the operator; `wait`: how long the carrier wants peace."""

    def __init__(self, message: str, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Adapter(Protocol):
    source: str  # for status_of and TrackingEvent.source
    per_minute: int

    def ask(self, number: str) -> Answer:
        """Raises NoSuchParcel, NotAnswered."""
