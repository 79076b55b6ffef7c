"""How parcels travel in the demo: what InPost and DPD say, hour by hour."""

from datetime import datetime, timedelta
from typing import NamedTuple

from orders.actions import record_tracking_event
from orders.models import Shipment


class Stop(NamedTuple):
    hours: int  # after the parcel was announced
    status: str
    code: str
    text: str
    place: str = ""


LOCKER = (
    Stop(0, "announced", "confirmed", "Przygotowana przez Nadawcę"),
    Stop(6, "accepted", "collected_from_sender", "Odebrana od Nadawcy", "Warszawa"),
    Stop(14, "in_transit", "adopted_at_sorting_center", "Przyjęta w Sortowni", "Wola Bykowska"),
    Stop(22, "in_transit", "adopted_at_target_branch", "Przyjęta w Oddziale Docelowym", "Kraków"),
    Stop(26, "out_for_delivery", "out_for_delivery", "Wydana do doręczenia", "Kraków"),
    Stop(29, "ready_for_pickup", "ready_to_pickup", "Umieszczona w automacie Paczkomat", "KRA01M"),
    Stop(53, "pickup_reminder", "pickup_reminder_sent", "Wysłano przypomnienie", "KRA01M"),
    Stop(56, "delivered", "delivered", "Dostarczona", "KRA01M"),
)
COURIER = (
    Stop(0, "announced", "030103", "Zarejestrowano dane przesyłki, przesyłka jeszcze nienadana"),
    Stop(5, "accepted", "040101", "Przesyłka odebrana przez Kuriera", "Warszawa"),
    Stop(12, "in_transit", "330137", "Przyjęcie przesyłki w oddziale DPD", "Sosnowiec"),
    Stop(24, "out_for_delivery", "170309", "Wydanie przesyłki do doręczenia", "Kraków"),
    Stop(29, "delivered", "190101", "Przesyłka doręczona", "Kraków"),
)
# How it ends when it does not simply arrive: (after which status, what happened then).
TROUBLES = {
    "attempt_failed": ("out_for_delivery", Stop(30, "attempt_failed", "400303", "Odbiorca nieobecny", "Kraków")),
    "delayed": ("in_transit", Stop(30, "delayed", "330999", "Opóźnienie w transporcie", "Sosnowiec")),
    "exception": ("in_transit", Stop(30, "exception", "501001", "Opakowanie uszkodzone w transporcie", "Sosnowiec")),
    "expired": ("in_transit", Stop(300, "expired", "999001", "Brak informacji od 10 dni")),
    "returning": ("ready_for_pickup", Stop(78, "returning", "returned_to_sender", "Zwrot do Nadawcy", "KRA01M")),
    "returned": ("ready_for_pickup", Stop(120, "returned", "delivered_to_sender", "Zwrócona do Nadawcy", "Warszawa")),
    "cancelled": ("announced", Stop(3, "cancelled", "canceled", "Anulowana")),
}
LOCKER_POINT = {"name": "Paczkomat KRA01M", "address": "ul. Długa 12, 31-146 Kraków", "hours": "24/7"}


def journey(carrier: str, final: str) -> list[Stop]:
    """Every stop up to the status `final`, "unknown" being none."""
    stops: tuple[Stop, ...] = LOCKER if carrier == "inpost" else COURIER
    last, trouble = TROUBLES.get(final, (final, None))
    if final == "delivered":
        stops = tuple(stop for stop in stops if stop.status != "pickup_reminder")
    reached = max((index for index, stop in enumerate(stops) if stop.status == last), default=-1)
    return [*stops[: reached + 1], *([trouble] if trouble else [])]


def travel(shipment: Shipment, carrier: str, final: str, ends_at: datetime) -> None:
    """Record the whole journey so that its last news comes at `ends_at`."""
    stops = journey(carrier, final)
    for stop in stops:
        record_tracking_event(
            shipment,
            occurred_at=ends_at - timedelta(hours=stops[-1].hours - stop.hours, minutes=7 * (stop.hours % 5)),
            status=stop.status,
            carrier_code=stop.code,
            text=stop.text,
            location=stop.place,
        )
