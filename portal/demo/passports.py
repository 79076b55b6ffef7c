"""What the demo shop tells about its goods beyond the price: guarantee, serial numbers, papers, engraving."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from portal.demo.goods import GOODS

SITE = "https://samovar-and-leaf.example"


class Promise(NamedTuple):
    guarantor: str
    months: int
    # Begins the serial numbers; goods without one have none.
    serial: str = ""
    papers: Sequence[str] = ()


PROMISES = {
    "SAM-01": Promise("Tulski Samowar sp. z o.o.", 36, "TS3", ("manual", "card")),
    "KET-02": Promise("Wylewka sp. z o.o.", 24, "WK2", ("manual", "card")),
    # The one who answers the guarantee claim in portal.demo.claims.
    "POT-07": Promise("Iwachu Polska sp. z o.o.", 60, "", ("card",)),
}
PAPERS = {
    "manual": {"en": "Manual (PDF)", "pl": "Instrukcja obsługi (PDF)", "ru": "Инструкция (PDF)"},
    "card": {"en": "Guarantee card (PDF)", "pl": "Karta gwarancyjna (PDF)", "ru": "Гарантийный талон (PDF)"},
}
ENGRAVED = "ENG-01"
ENGRAVING = {
    "en": ("Engraving", "For Grandma"),
    "pl": ("Grawer", "Dla Babci"),
    "ru": ("Гравировка", "Бабушке"),
}


def told_about(sku: str, quantity: int, order: int, language: str) -> dict[str, Any]:
    """Fields of orders.ingest.canonical.Line, of `quantity` pieces in order number `order`."""
    return _promised(sku, quantity, order, language) | _engraved(sku, language)


def _promised(sku: str, quantity: int, order: int, language: str) -> dict[str, Any]:
    promise = PROMISES.get(sku)
    if promise is None:
        return {}
    page = f"{SITE}/{GOODS[sku].sku.lower()}"
    numbers = range(1, quantity + 1) if promise.serial else ()
    return {
        "guarantor": promise.guarantor,
        "guarantee_months": promise.months,
        "guarantee_url": f"{page}/guarantee/",
        "serial_numbers": tuple(f"{promise.serial}-{order}-{number:03}" for number in numbers),
        "documents": tuple((PAPERS[paper][language], f"{page}/{paper}.pdf") for paper in promise.papers),
    }


def _engraved(sku: str, language: str) -> dict[str, Any]:
    """Made for one person: the law makes an exception, and the shop proves it with what was ordered."""
    if sku != ENGRAVED:
        return {}
    name, words = ENGRAVING[language]
    return {
        "properties": ((name, words),),
        "withdrawal_exception": "made_to_order",
        "withdrawal_evidence": {"specification": f"{name}: {words}"},
    }
