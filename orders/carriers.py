"""Carriers we know by name: how to write them, their tracking page, and what their numbers look like.

A number only ever *suggests* a carrier: several share a shape, and nobody's link is built on a guess.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from orders.models import Shipment
from orders.numbers import dhl_express, fedex_12, gls_12, sscc_of_poczta_polska, ups_1z, upu_s10

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Carrier:
    """`words`: parts of names shops give it. `shapes`: pattern of the whole number and, where known, its check."""

    key: str
    name: str
    page: str = ""
    words: tuple[str, ...] = ()
    shapes: tuple[tuple[str, Check | None], ...] = ()


_ALL = (
    Carrier(
        "inpost",
        "InPost",
        "https://inpost.pl/sledzenie-przesylek?number={}",
        ("inpost", "paczkomat", "paczkomaty"),
        ((r"\d{24}", None),),
    ),
    Carrier(
        "dpd",
        "DPD",
        "https://tracktrace.dpd.com.pl/parcelDetails?p1={}",
        ("dpd",),
        ((r"\d{14}", None), (r"\d{13}[A-Z]", None)),
    ),
    Carrier(
        "dhl",
        "DHL",
        "https://www.dhl.com/pl-pl/home/tracking.html?tracking-id={}",
        ("dhl",),
        ((r"JJD\d{16,21}", None), (r"\d{10}", dhl_express), (r"[12]\d{10}", None)),
    ),
    Carrier(
        "gls",
        "GLS",
        "https://gls-group.com/track/{}",
        ("gls",),
        ((r"\d{11}", None), (r"\d{12}", gls_12)),
    ),
    Carrier("ups", "UPS", "https://www.ups.com/track?tracknum={}", ("ups",), ((r"1Z[0-9A-Z]{15}\d", ups_1z),)),
    Carrier("fedex", "FedEx", "https://www.fedex.com/fedextrack/?trknbr={}", ("fedex",), ((r"\d{12}", fedex_12),)),
    Carrier(
        "poczta-polska",
        "Poczta Polska",
        "https://emonitoring.poczta-polska.pl/?numer={}",
        ("poczta polska", "poczta-polska", "pocztex", "envelo"),
        ((r"00\d{18}", sscc_of_poczta_polska), (r"[A-Z]{2}\d{9}PL", upu_s10), (r"PX\d{10}", None)),
    ),
    Carrier(
        "orlen",
        "ORLEN Paczka",
        "https://www.orlenpaczka.pl/sledz-paczke/?numer={}",
        ("orlen", "paczka w ruchu"),
        ((r"21\d{11}", None),),
    ),
    Carrier(
        "packeta",
        "Packeta",
        "https://tracking.packeta.com/en/?id={}",
        ("packeta", "zásilkovna", "zasilkovna"),
        ((r"Z\d{10}", None),),
    ),
    Carrier("meest", "Meest", words=("meest",)),
    Carrier(
        "nova-post",
        "Nova Post",
        words=("nova post", "nova-post", "nova poshta"),
        shapes=((r"(20|59)\d{12}", None),),
    ),
)
CARRIERS = {carrier.key: carrier for carrier in _ALL}
# Registered letters and small parcels of any other post office of the world.
ANY_POST = Carrier("post", "Post", shapes=((r"[A-Z]{2}\d{9}[A-Z]{2}", upu_s10),))
_SHAPES = tuple(
    (re.compile(pattern), check, carrier) for carrier in (*_ALL, ANY_POST) for pattern, check in carrier.shapes
)


def carrier_key(name: str) -> str:
    """The same for every way to write a carrier: "InPost Paczkomaty 24/7" is inpost, a stranger its own words."""
    said = " ".join(name.lower().replace("_", " ").split())
    if said in CARRIERS:
        return said
    found = [carrier.key for carrier in _ALL if any(_has_word(said, word) for word in carrier.words)]
    # Two names in one are a broker's: not ours to decide.
    return found[0] if len(found) == 1 else said.replace(" ", "-")


def _has_word(said: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) is not None


def suggest(number: str) -> list[Carrier]:
    """Whose number this may be, the likeliest first; [] for a shape we do not know. A wrong check digit counts out."""
    said = re.sub(r"[\s-]+", "", number).upper()
    if len(said) > 40:
        return []
    fitting = [(check, carrier) for pattern, check, carrier in _SHAPES if pattern.fullmatch(said)]
    passed = [(check is None, carrier) for check, carrier in fitting if check is None or check(said)]
    # A number whose check digit is right is the better guess.
    passed.sort(key=lambda item: item[0])
    suggested = list(dict.fromkeys(carrier for _unchecked, carrier in passed))
    return [carrier for carrier in suggested if carrier is not ANY_POST] or suggested


def carrier_name(shipment: Shipment) -> str:
    """The carrier as people write it; an unknown one as the shop wrote it."""
    known = CARRIERS.get(carrier_key(shipment.carrier))
    return known.name if known else shipment.carrier


def carrier_guess(shipment: Shipment) -> str:
    """The name of the one carrier whose number this can be, where the shop named none; else ""."""
    if shipment.carrier or not shipment.tracking_number:
        return ""
    suggested = suggest(shipment.tracking_number)
    return suggested[0].name if len(suggested) == 1 and suggested[0] is not ANY_POST else ""


def tracking_page(shipment: Shipment) -> str:
    """The shop's link, else the carrier's page for this number, else ""."""
    if shipment.tracking_url:
        return shipment.tracking_url
    known = CARRIERS.get(carrier_key(shipment.carrier))
    number = quote(shipment.tracking_number, safe="")
    return known.page.format(number) if known and known.page and number else ""
