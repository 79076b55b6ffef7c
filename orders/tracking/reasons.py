"""Why a parcel met trouble: karrio's 35 incident reasons are the common words, others are put into them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, Promise] = {
    "carrier_damaged_parcel": _("The parcel was damaged on the way."),
    "carrier_sorting_error": _("The parcel went to the wrong depot."),
    "carrier_address_not_found": _("The carrier could not find the address."),
    "carrier_parcel_lost": _("The carrier cannot find the parcel."),
    "carrier_not_enough_time": _("The carrier did not manage it that day."),
    "carrier_vehicle_issue": _("The carrier's vehicle broke down."),
    "carrier_capacity_exceeded": _("The carrier had no room for it."),
    "carrier_mechanical_delay": _("A machine at the carrier's depot stopped."),
    "retailer_cancelled": _("The shop cancelled the delivery."),
    "retailer_incorrect_data": _("The carrier misses data from the shop."),
    "retailer_not_ready": _("The parcel was not ready for the carrier."),
    "retailer_incorrect_parcel": _("The wrong parcel was handed over."),
    "retailer_incorrect_dimensions": _("The parcel is larger or heavier than announced."),
    "retailer_packaging_issue": _("The carrier found the packaging unsafe."),
    "consignee_refused": _("The parcel was not accepted at the door."),
    "consignee_business_closed": _("The company was closed."),
    "consignee_not_available": _("Nobody could take the parcel."),
    "consignee_not_home": _("Nobody was at home."),
    "consignee_cancelled": _("The delivery was called off at the address."),
    "consignee_verification_failed": _("The carrier could not check who took the parcel."),
    "consignee_incorrect_address": _("Something in the address is wrong or missing."),
    "consignee_access_restricted": _("The carrier could not get to the door."),
    "consignee_safe_place_unavailable": _("There was no safe place to leave it."),
    "customs_delay": _("Customs needs more time."),
    "customs_documentation": _("Customs misses a document."),
    "customs_duties_unpaid": _("Customs waits for a payment."),
    "customs_prohibited": _("Customs does not let it through."),
    "customs_inspection": _("Customs looks into the parcel."),
    "weather_delay": _("The weather held it up."),
    "natural_disaster": _("A natural disaster held it up."),
    "force_majeure": _("Something beyond the carrier's control held it up."),
    "parcel_being_researched": _("The carrier is looking for it."),
    "security_issue": _("It is held for a security check."),
    "regulatory_hold": _("An authority holds it."),
    "unknown": _("The carrier did not say why."),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "inpost": {
        "undelivered_wrong_address": "consignee_incorrect_address",
        "undelivered_incomplete_address": "consignee_incorrect_address",
        "undelivered_unknown_receiver": "consignee_incorrect_address",
        "undelivered_not_live_address": "consignee_incorrect_address",
        "undelivered_cod_cash_receiver": "consignee_not_available",
        "undelivered_no_mailbox": "consignee_safe_place_unavailable",
        "undelivered_lack_of_access_letterbox": "consignee_access_restricted",
        "pickup_reminder_sent_address": "consignee_not_home",
        "avizo": "consignee_not_home",
        "rejected_by_receiver": "consignee_refused",
        "oversized": "retailer_incorrect_dimensions",
    },
    "aftership": {
        "Exception_002": "consignee_incorrect_address",
        "Exception_003": "consignee_refused",
        "Exception_004": "customs_delay",
        "Exception_006": "customs_duties_unpaid",
        "Exception_007": "consignee_incorrect_address",
        "Exception_009": "retailer_packaging_issue",
        "Exception_012": "carrier_damaged_parcel",
        "Exception_013": "carrier_parcel_lost",
        "AttemptFail_002": "consignee_not_home",
        "AttemptFail_003": "consignee_business_closed",
    },
    "easypost": {
        "damaged": "carrier_damaged_parcel",
        "lost": "carrier_parcel_lost",
        "missorted": "carrier_sorting_error",
        "refused": "consignee_refused",
        "weather_delay": "weather_delay",
    },
}


def reason_of(source: str, word: str) -> str:
    """A key of REASONS for a source's word (AfterShip's subtag, EasyPost's status_detail), or "" for none.

    karrio's words are the keys themselves.
    """
    if source == "karrio":
        return word if word in REASONS and word != "unknown" else ""
    return WORDS.get(source, {}).get(word, "")
