"""Messages of shops as they came: kept for days only, under nobody's account. An erasure looks through them."""

from collections.abc import Iterator
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from orders.models import Envelope
from portal.accounts.privacy.records import Record
from portal.accounts.privacy.registry import Area, Fate
from portal.accounts.privacy.subject import Subject

AT_ONCE = 200


class DeliveryArea(Area):
    """What they say of an order is handed out with the order; the bytes themselves are the shop's."""

    name = "shop_messages"
    title = _("Messages of the shop's system")
    text = _("What the shop's system told us of your orders stands with your orders. The messages go after some days.")
    turn = 70
    fates: ClassVar = {"orders.Envelope": Fate.GOES}

    def records(self, subject: Subject) -> Iterator[Record]:
        return iter(())

    def search(self, subject: Subject) -> None:
        """Those that name an address of hers: read through one by one, for there is no index on what they say."""
        wanted = [address.encode() for address in subject.addresses]
        found: list[int] = []
        rows = Envelope.objects.filter(received_at__lte=subject.until).order_by("pk").values_list("pk", "body")
        for pk, body in rows.iterator(AT_ONCE):
            said = bytes(body).lower().replace(b"\\u0040", b"@").replace(b"%40", b"@")
            if any(address in said for address in wanted):
                found.append(pk)
        for start in range(0, len(found), AT_ONCE):
            Envelope.objects.filter(pk__in=found[start : start + AT_ONCE]).delete()
