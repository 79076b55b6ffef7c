"""Which law holds for an order, by where it went, who bought it and what is switched on."""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from importlib.metadata import version

import holidays
from babel import Locale
from django.utils import timezone

from orders.models import Order
from returns.law.days import Calendar
from returns.law.jurisdiction import Law
from returns.law.packs import ALWAYS_ON, Protection, pack_for
from returns.models import LawSettings, ReturnSettings

HOLIDAYS_VERSION = f"holidays {version('holidays')}"
# What a machine's own language is must not change what is stored (returns.law.holiday_names).
STORED_LANGUAGE = "en_US"
LANGUAGES = ("en", "pl", "de", "ru")


@lru_cache(maxsize=32)
def calendar_of(country: str, region: str = "") -> Calendar:
    """Making one costs more than a page may: it works out the days of a year when it is first asked for one."""
    return holidays.country_holidays(country, subdiv=region or None, language=STORED_LANGUAGE)


@lru_cache(maxsize=1)
def known_countries() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    territories = [Locale.parse(language).territories for language in LANGUAGES]
    return {name.casefold(): code for names in territories for code, name in names.items() if len(code) == 2}


def code_of(country: str) -> str:
    """Two letters for what a shop wrote: PL, pl, Polska, Poland; "" for a word we do not know."""
    word = country.strip()
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    return _codes_by_name().get(word.casefold(), "")


def country_of(order: Order, home: str) -> str:
    """Where the buyer lives, as far as the order tells: delivered to, else billed to, else the shop's own country."""
    for address in (order.shipping_address, order.billing_address):
        if code := code_of(str(address.get("country", ""))):
            return code
    return home


def protection_of(order: Order, country: str) -> Protection:
    """What the shop said. A VAT number proves no business: in Poland such a buyer keeps the consumer's rights when the
    purchase is not what she does for a living (UoPK art. 7aa), so nothing is taken from her until the shop says it.
    """
    said = Protection(order.buyer_protection or Protection.CONSUMER)
    if said is Protection.CONSUMER and order.buyer_vat_number and country == "PL":
        return Protection.PROTECTED_SOLE_TRADER
    return said


def law_of(order: Order | None, own: ReturnSettings | None = None) -> Law:
    """For an order, or for a person without one: the shop's own country. Reads the settings unless they are given."""
    own = own or ReturnSettings.load()
    home = own.holiday_country
    country = country_of(order, home) if order else home
    protection = protection_of(order, country) if order else Protection.CONSUMER
    region = _region_of(order, country) if order else ""
    if country != "RU" and protection != Protection.BUSINESS:
        return law_for(country, protection, home=home, region=region)
    chosen = LawSettings.load()
    enabled = ALWAYS_ON | {"ru"} if chosen.russian_law else ALWAYS_ON
    return law_for(
        country, protection, home=home, enabled=enabled, region=region, business_days=chosen.business_answer_days
    )


def law_for(
    country: str,
    protection: str,
    *,
    home: str,
    enabled: AbstractSet[str] = ALWAYS_ON,
    region: str = "",
    business_days: int = 14,
) -> Law:
    """Holidays we do not know are the shop's country's."""
    consumer = country if country in known_countries() else home
    return Law(
        pack=pack_for(country, protection, enabled, home, business_days),
        protection=Protection(protection),
        country=country,
        calendar=calendar_of(consumer, region if consumer == country else ""),
        merchant_country=home,
        merchant_calendar=calendar_of(home),
        tz=timezone.get_default_timezone(),
        holidays_version=HOLIDAYS_VERSION,
        region=region,
    )


def _region_of(order: Order, country: str) -> str:
    """A Land whose holidays count too (BGB §193: at the place); only where the shop gave its code."""
    for address in (order.shipping_address, order.billing_address):
        if code_of(str(address.get("country", ""))) == country:
            state = str(address.get("state", "")).upper().removeprefix(f"{country}-")
            return state if state in known_countries().get(country, []) else ""
    return ""
