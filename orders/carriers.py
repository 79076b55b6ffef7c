"""Carriers we know by name: how to write them and where their tracking page is."""

from dataclasses import dataclass
from urllib.parse import quote

from orders.models import Shipment


@dataclass(frozen=True, slots=True)
class Carrier:
    name: str
    page: str = ""


CARRIERS = {
    "inpost": Carrier("InPost", "https://inpost.pl/sledzenie-przesylek?number={}"),
    "dpd": Carrier("DPD", "https://tracktrace.dpd.com.pl/parcelDetails?p1={}"),
    "dhl": Carrier("DHL", "https://www.dhl.com/pl-pl/home/tracking.html?tracking-id={}"),
    "gls": Carrier("GLS", "https://gls-group.com/track/{}"),
    "ups": Carrier("UPS", "https://www.ups.com/track?tracknum={}"),
    "fedex": Carrier("FedEx", "https://www.fedex.com/fedextrack/?trknbr={}"),
    "poczta-polska": Carrier("Poczta Polska", "https://emonitoring.poczta-polska.pl/?numer={}"),
}


def carrier_key(name: str) -> str:
    """The same for every way to write a carrier: "Poczta Polska" and "poczta-polska"."""
    return name.strip().lower().replace(" ", "-").replace("_", "-")


def carrier_name(shipment: Shipment) -> str:
    """The carrier as people write it; an unknown one as the shop wrote it."""
    known = CARRIERS.get(carrier_key(shipment.carrier))
    return known.name if known else shipment.carrier


def tracking_page(shipment: Shipment) -> str:
    """The shop's link, else the carrier's page for this number, else ""."""
    if shipment.tracking_url:
        return shipment.tracking_url
    known = CARRIERS.get(carrier_key(shipment.carrier))
    return known.page.format(quote(shipment.tracking_number, safe="")) if known and shipment.tracking_number else ""
