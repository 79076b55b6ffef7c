"""Why a delivery stands where it stands, in plain words."""

from django.utils.translation import gettext as _

from orders.models import Envelope


def reason_of(envelope: Envelope) -> str:
    if envelope.state == Envelope.State.WAITING:
        return _("Waits for %(thing)s.") % {"thing": _thing(envelope.waits_for)}
    return envelope.error


def _thing(key: str) -> str:
    kind, _colon, rest = key.partition(":")
    if kind == "order":
        source, _colon, number = rest.partition(":")
        return _("order %(number)s of %(source)s") % {"number": number, "source": source}
    return _("parcel %(number)s") % {"number": rest}
