"""Laws to count by, without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import holidays

from returns.law import Contract, Good, Law, Protection, pack_for

WARSAW = ZoneInfo("Europe/Warsaw")
ALL = frozenset({"eu", "pl", "de", "ru"})


def law(country: str = "PL", protection: Protection = Protection.CONSUMER, home: str = "PL") -> Law:
    return Law(
        pack=pack_for(country, protection, ALL, home),
        protection=protection,
        country=country,
        calendar=holidays.country_holidays(country, language="en_US"),
        merchant_country=home,
        merchant_calendar=holidays.country_holidays(home, language="en_US"),
        tz=WARSAW,
        holidays_version="holidays 0.109",
    )


POLAND, GERMANY, RUSSIA, FRANCE = law(), law("DE"), law("RU"), law("FR")
BUSINESS = law(protection=Protection.BUSINESS)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def on(day: date) -> datetime:
    return noon(day.year, day.month, day.day)


def sale(*delivered: datetime | None, **fields: object) -> Contract:
    """One good for each moment."""
    goods = [Good(1, delivered=[at], is_on_its_way=False) for at in delivered]
    return Contract(goods, noon(2026, 11, 1), **fields)  # type: ignore[arg-type]
