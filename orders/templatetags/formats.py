"""Money and moments as the reader writes them."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext

register = template.Library()

# English as the shop's European customers read it: the day before the month.
ENGLISH = "en_GB"
CODE_AND_DIGIT = re.compile(r"^(-?[^\W\d_]+)(?=\d)")


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(ENGLISH if language == "en" else language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(ENGLISH)


def locale() -> Locale:
    return _locale(get_language() or "en")


@register.filter
def money(amount: Decimal | int | str | None, currency: str) -> str:
    """1248.37 PLN is "1 248,37 zł" to a Polish reader; nothing when the amount is not known."""
    if amount is None or amount == "":
        return ""
    # As text: Decimals that are equal may differ in their digits, and a zero in its sign.
    return _money(str(amount), currency, locale())


@lru_cache(maxsize=4096)
def _money(amount: str, currency: str, written: Locale) -> str:
    said = format_currency(Decimal(amount), currency, locale=written)
    # CLDR wants a space between a code and a digit (PLN 12.00); Babel leaves it out.
    return CODE_AND_DIGIT.sub("\\1\N{NO-BREAK SPACE}", said)


@register.filter
def percent(rate: Decimal | None) -> str:
    """23.0000 is "23%"; the rate is in per cent."""
    return "" if rate is None else f"{format_decimal(rate, format='#,##0.##', locale=locale())}%"


@register.filter
def when(moment: datetime | date | None) -> str:
    """today, yesterday, tomorrow, Thu 26 Nov; with the year when it is not this one."""
    if moment is None:
        return ""
    today = timezone.localdate()
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    if day == today:
        return gettext("today")
    if day == today - timedelta(days=1):
        return gettext("yesterday")
    if day == today + timedelta(days=1):
        return gettext("tomorrow")
    return _short(day, day.year == today.year, locale())


@lru_cache(maxsize=4096)
def _short(day: date, this_year: bool, written: Locale) -> str:
    # Russian shortens a month with a full stop ("26 нояб."): two of them, where a sentence ends in a date.
    return format_date(day, "EEE d MMM" if this_year else "d MMM y", locale=written).removesuffix(".")


@register.filter
def moment(at: datetime | None) -> str:
    """when() and the time: today, 14:05."""
    if at is None:
        return ""
    return f"{when(at)}, {format_time(timezone.localtime(at), 'HH:mm', locale=locale())}"


@register.filter
def day(value: datetime | date | None) -> str:
    """A date in full, for paper that is read in ten years: 26 November 2026."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    # The same for "26 ноября 2026 г.".
    return re.sub(r"\sг\.$", "", format_date(local, "long", locale=locale()))


@register.filter
def country(code: str) -> str:
    """PL is Poland; a word we do not know stays as the shop wrote it."""
    return locale().territories.get(code, code) if code else ""
