"""Other people's words for where a parcel is → ours. The carrier's own word stays beside it, untouched.

Sources: AfterShip delivery statuses and sub-statuses, EasyPost tracker statuses, karrio 2026.1 units, InPost ShipX
statuses with InPost's own descriptions, Shopify fulfilment events.
"""

import logging
import re
from collections.abc import Mapping
from functools import lru_cache

from orders.models import Shipment

S = Shipment.Status
log = logging.getLogger(__name__)

Words = Mapping[str, S]

GENERIC: Words = {status.value: status for status in S}

AFTERSHIP: Words = {
    "InfoReceived": S.ANNOUNCED,
    "InTransit": S.IN_TRANSIT,
    "OutForDelivery": S.OUT_FOR_DELIVERY,
    "AttemptFail": S.ATTEMPT_FAILED,
    "Delivered": S.DELIVERED,
    "AvailableForPickup": S.READY_FOR_PICKUP,
    "Exception": S.EXCEPTION,
    "Expired": S.EXPIRED,
    # Sub-statuses that say more than their tag.
    "InTransit_002": S.ACCEPTED,
    "Exception_004": S.DELAYED,
    "Exception_005": S.DELAYED,
    "Exception_010": S.RETURNING,
    "Exception_011": S.RETURNED,
}

EASYPOST: Words = {
    "pre_transit": S.ANNOUNCED,
    "in_transit": S.IN_TRANSIT,
    "out_for_delivery": S.OUT_FOR_DELIVERY,
    "delivered": S.DELIVERED,
    "available_for_pickup": S.READY_FOR_PICKUP,
    "return_to_sender": S.RETURNING,
    "failure": S.ATTEMPT_FAILED,
    "cancelled": S.CANCELLED,
    # status_detail, where it says more than the status.
    "received_at_origin_facility": S.ACCEPTED,
    "arrived_at_pickup_location": S.READY_FOR_PICKUP,
    "delayed": S.DELAYED,
    "weather_delay": S.DELAYED,
    "damaged": S.EXCEPTION,
    "lost": S.EXCEPTION,
    "held": S.EXCEPTION,
    "return": S.RETURNING,
}

KARRIO: Words = {
    "pending": S.ANNOUNCED,
    "picked_up": S.ACCEPTED,
    "in_transit": S.IN_TRANSIT,
    "out_for_delivery": S.OUT_FOR_DELIVERY,
    "ready_for_pickup": S.READY_FOR_PICKUP,
    "delivered": S.DELIVERED,
    "delivery_failed": S.ATTEMPT_FAILED,
    "delivery_delayed": S.DELAYED,
    "on_hold": S.EXCEPTION,
    "return_to_sender": S.RETURNING,
    "cancelled": S.CANCELLED,
}

SHOPIFY: Words = {
    "label_printed": S.ANNOUNCED,
    "label_purchased": S.ANNOUNCED,
    "confirmed": S.ANNOUNCED,
    "picked_up": S.ACCEPTED,
    "carrier_picked_up": S.ACCEPTED,
    "in_transit": S.IN_TRANSIT,
    "out_for_delivery": S.OUT_FOR_DELIVERY,
    "ready_for_pickup": S.READY_FOR_PICKUP,
    "attempted_delivery": S.ATTEMPT_FAILED,
    "delayed": S.DELAYED,
    "failure": S.EXCEPTION,
    "delivered": S.DELIVERED,
}

INPOST: Words = {
    "created": S.ANNOUNCED,
    "offers_prepared": S.ANNOUNCED,
    "offer_selected": S.ANNOUNCED,
    "confirmed": S.ANNOUNCED,
    "dispatched_by_sender": S.ACCEPTED,
    "dispatched_by_sender_to_pok": S.ACCEPTED,
    "collected_from_sender": S.ACCEPTED,
    "taken_by_courier": S.ACCEPTED,
    "taken_by_courier_from_pok": S.ACCEPTED,
    "adopted_at_source_branch": S.IN_TRANSIT,
    "sent_from_source_branch": S.IN_TRANSIT,
    "adopted_at_sorting_center": S.IN_TRANSIT,
    "sent_from_sorting_center": S.IN_TRANSIT,
    "adopted_at_target_branch": S.IN_TRANSIT,
    "readdressed": S.IN_TRANSIT,
    "redirect_to_box": S.IN_TRANSIT,
    "canceled_redirect_to_box": S.IN_TRANSIT,
    # Nobody took it from the temporary place: the courier brings it to the locker that was chosen.
    "stack_parcel_pickup_time_expired": S.IN_TRANSIT,
    "stack_parcel_in_box_machine_pickup_time_expired": S.IN_TRANSIT,
    "unstack_from_customer_service_point": S.IN_TRANSIT,
    "unstack_from_box_machine": S.IN_TRANSIT,
    "out_for_delivery": S.OUT_FOR_DELIVERY,
    "out_for_delivery_to_address": S.OUT_FOR_DELIVERY,
    # Waiting in a locker is neither out for delivery nor delivered: deadlines run from the collection.
    "ready_to_pickup": S.READY_FOR_PICKUP,
    "ready_to_pickup_from_pok": S.READY_FOR_PICKUP,
    "ready_to_pickup_from_pok_registered": S.READY_FOR_PICKUP,
    "ready_to_pickup_from_branch": S.READY_FOR_PICKUP,
    "stack_in_box_machine": S.READY_FOR_PICKUP,
    "stack_in_customer_service_point": S.READY_FOR_PICKUP,
    "courier_avizo_in_customer_service_point": S.READY_FOR_PICKUP,
    "pickup_reminder_sent": S.PICKUP_REMINDER,
    "delivered": S.DELIVERED,
    # The courier met nobody and comes again on the next working day.
    "pickup_reminder_sent_address": S.ATTEMPT_FAILED,
    "avizo": S.ATTEMPT_FAILED,
    "undelivered": S.ATTEMPT_FAILED,
    "undelivered_wrong_address": S.ATTEMPT_FAILED,
    "undelivered_incomplete_address": S.ATTEMPT_FAILED,
    "undelivered_unknown_receiver": S.ATTEMPT_FAILED,
    "undelivered_cod_cash_receiver": S.ATTEMPT_FAILED,
    "undelivered_no_mailbox": S.ATTEMPT_FAILED,
    "undelivered_not_live_address": S.ATTEMPT_FAILED,
    "delay_in_delivery": S.DELAYED,
    "oversized": S.EXCEPTION,
    "claimed": S.EXCEPTION,
    "pickup_time_expired": S.RETURNING,
    "taken_by_courier_from_customer_service_point": S.RETURNING,
    "undelivered_lack_of_access_letterbox": S.RETURNING,
    "rejected_by_receiver": S.RETURNING,
    "returned_to_sender": S.RETURNING,
    "canceled": S.CANCELLED,
}

# Known words that say nothing about where the parcel is: kept with their event, not worth a warning.
SILENT: Mapping[str, frozenset[str]] = {
    "generic": frozenset({"unknown"}),
    "aftership": frozenset({"pending", "pending001"}),
    "easypost": frozenset({"unknown", "error"}),
    "karrio": frozenset({"unknown"}),
    # The last is the sender's receipt, days after the delivery itself.
    "inpost": frozenset({"other", "returnpickupconfirmationtosender"}),
}
SILENT_WORDS = ("", "other", "unknown", "error", "Pending", "return_pickup_confirmation_to_sender")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def _key(word: str) -> str:
    return NOT_A_WORD.sub("", word.lower())


SOURCES: Mapping[str, Mapping[str, S]] = {
    source: {_key(word): status for word, status in words.items()}
    for source, words in (
        ("generic", GENERIC),
        ("aftership", AFTERSHIP),
        ("easypost", EASYPOST),
        ("karrio", KARRIO),
        ("shopify", SHOPIFY),
        ("inpost", INPOST),
    )
}


def status_of(source: str, word: str, detail: str = "") -> Shipment.Status:
    """Our status for a source's word; UNKNOWN for one we do not know, which is logged once.

    `source`: aftership, easypost, karrio, inpost, shopify or generic (our own words); any other source is read as
    generic. `detail`: AfterShip's subtag or EasyPost's status_detail; it wins where it says more than `word`.
    """
    known = SOURCES.get(source, SOURCES["generic"])
    status = known.get(_key(detail)) if detail else None
    if status is None or _key(word) == "delivered":
        status = known.get(_key(word), status)
    if status is None:
        if _key(word) and _key(word) not in SILENT.get(source, frozenset()):
            _say_once(source, word[:80])
        return S.UNKNOWN
    return status


@lru_cache(maxsize=1024)
def _say_once(source: str, word: str) -> None:
    log.warning("%s says %r about a parcel, which we do not know; the word is kept with its event", source, word)
