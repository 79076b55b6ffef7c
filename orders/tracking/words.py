"""Plain words for where a parcel is: a headline, and what it means for the customer where that is not plain."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.models import Shipment

S = Shipment.Status
Text = str | Promise

CAN_BE_COLLECTED = frozenset({S.READY_FOR_PICKUP, S.PICKUP_REMINDER})

TO_YOU: dict[str, tuple[Text, Text]] = {
    S.UNKNOWN: (gettext_lazy("We wait for the carrier's first news"), ""),
    S.ANNOUNCED: (gettext_lazy("The carrier knows about it and collects it next"), ""),
    S.ACCEPTED: (gettext_lazy("The carrier has it"), gettext_lazy("The next news comes from the carrier's depot.")),
    S.IN_TRANSIT: (gettext_lazy("It is on its way to you"), ""),
    S.OUT_FOR_DELIVERY: (gettext_lazy("The courier has it and brings it next"), ""),
    S.READY_FOR_PICKUP: (gettext_lazy("It waits for you"), ""),
    S.PICKUP_REMINDER: (gettext_lazy("It still waits for you"), gettext_lazy("Collect it soon, or it goes back.")),
    S.DELIVERED: (gettext_lazy("It has arrived"), ""),
    S.ATTEMPT_FAILED: (
        gettext_lazy("The courier could not hand it over"),
        gettext_lazy("The carrier tries again or takes it to a pick-up point."),
    ),
    S.DELAYED: (gettext_lazy("It takes longer than planned"), ""),
    S.EXCEPTION: (
        gettext_lazy("There is a problem on the way"),
        gettext_lazy("The carrier is sorting it out. If nothing moves within two working days, write to us."),
    ),
    S.RETURNING: (gettext_lazy("It is going back to the shop"), gettext_lazy("Write to us if you still want it.")),
    S.RETURNED: (
        gettext_lazy("It is back at the shop"),
        gettext_lazy("Write to us: we agree with you what happens next."),
    ),
    S.CANCELLED: (gettext_lazy("This parcel was called off"), ""),
    S.EXPIRED: (
        gettext_lazy("The carrier has not said anything for a while"),
        gettext_lazy("Write to us and we ask where it is."),
    ),
}
TO_SHOP: dict[str, tuple[Text, Text]] = {
    S.UNKNOWN: (gettext_lazy("We wait for the carrier's first news"), ""),
    S.ANNOUNCED: (gettext_lazy("The label is ready: hand the parcel to the carrier"), ""),
    S.DELIVERED: (gettext_lazy("Your return has arrived at the shop"), ""),
    S.RETURNED: (gettext_lazy("Your return has arrived at the shop"), ""),
    S.CANCELLED: (gettext_lazy("This return parcel was called off"), ""),
}
ON_ITS_WAY_BACK = gettext_lazy("Your return is on its way to the shop")

# Stages of the way, and which statuses have reached each.
STAGES: tuple[tuple[Text, Text, frozenset[str]], ...] = (
    (pgettext_lazy("parcel stage", "Announced"), pgettext_lazy("parcel stage", "Announced"), frozenset({S.ANNOUNCED})),
    (
        pgettext_lazy("parcel stage", "Handed over"),
        pgettext_lazy("parcel stage", "Handed over"),
        frozenset({S.ACCEPTED}),
    ),
    (
        pgettext_lazy("parcel stage", "On its way"),
        pgettext_lazy("parcel stage", "On its way"),
        frozenset({S.IN_TRANSIT, S.DELAYED, S.EXCEPTION, S.EXPIRED}),
    ),
    (
        pgettext_lazy("parcel stage", "With the courier"),
        pgettext_lazy("parcel stage", "At the pick-up point"),
        frozenset({S.OUT_FOR_DELIVERY, S.ATTEMPT_FAILED, *CAN_BE_COLLECTED}),
    ),
    (
        pgettext_lazy("parcel stage", "Delivered"),
        pgettext_lazy("parcel stage", "Collected"),
        frozenset({S.DELIVERED}),
    ),
)


def words(parcel: Shipment) -> tuple[str, str]:
    """(headline, what it means or "")."""
    if parcel.direction == Shipment.Direction.RETURN:
        headline, text = TO_SHOP.get(parcel.status, (ON_ITS_WAY_BACK, ""))
        return str(headline), str(text)
    headline, text = TO_YOU[parcel.status]
    place = str(parcel.pickup_point.get("name", ""))
    if place and parcel.status == S.READY_FOR_PICKUP:
        headline = _("It waits for you at %(place)s") % {"place": place}
    elif place and parcel.status == S.PICKUP_REMINDER:
        headline = _("It still waits for you at %(place)s") % {"place": place}
    return str(headline), str(text)
