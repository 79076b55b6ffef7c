"""What can become of a delivery."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

LONGEST_KEY = 160


@dataclass(frozen=True, slots=True)
class Delivery:
    """An envelope that was opened. `document` came through read_json()."""

    topic: str
    document: Any
    received_at: datetime
    headers: dict[str, str]


class NothingForUs(Exception):
    """It is about something the portal does not keep; its text says what."""


class MustWait(Exception):
    """It speaks of an order or a parcel we have not heard of yet; `key` says of which."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key[:LONGEST_KEY]


def order_key(source: str, external_id: str) -> str:
    return f"order:{source}:{external_id}"


def shipment_key(source: str, order: str, shipment: str) -> str:
    """A parcel by the shop's own id of it."""
    return f"shipment:{source}:{order}:{shipment}"


def parcel_key(number: str) -> str:
    return f"parcel:{number}"
