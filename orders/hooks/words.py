"""Why a delivery stands where it stands, in plain words."""

from django.utils.translation import gettext as _

from orders.models import Envelope


def reason_of(envelope: Envelope) -> str:
    if envelope.state == Envelope.State.WAITING:
        return _("Waits for %(thing)s.") % {"thing": _thing(envelope.waits_for)}
    place, colon, message = envelope.error.partition(": ")
    if not (colon and place.startswith("$")):
        return envelope.error
    # The reader of JSON writes $.line_items[0].total for the place.
    return _("In %(place)s: %(message)s") % {"place": place[2:], "message": message} if place[2:] else message


def _thing(key: str) -> str:
    kind, _colon, rest = key.partition(":")
    if kind == "order":
        source, _colon, number = rest.partition(":")
        return _("order %(number)s of %(source)s") % {"number": number, "source": source}
    return _("parcel %(number)s") % {"number": rest}
