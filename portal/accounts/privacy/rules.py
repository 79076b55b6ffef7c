"""Until when something stays. Pure: days in, days out."""

from calendar import monthrange
from datetime import date, timedelta

# VAT of a month is due by the 25th of the next one (Poland, art. 103(1) of the VAT act).
TAX_DAY = 25
ANSWER_MONTHS = 1


def bookkeeping_until(issued: date, years: int, *, from_tax: bool) -> date:
    """The last day an invoice is kept: 31 December, `years` after the year of its issue, or of its tax being due.

    Poland: art. 112 VAT act with art. 70(1) of the Tax Ordinance, five years from the end of the year in which the
    tax was due. Germany: § 147(3) AO and § 14b UStG, eight years from the end of the year of issue.
    """
    first = add_months(issued.replace(day=1), 1).replace(day=TAX_DAY) if from_tax else issued
    return date(first.year + years, 12, 31)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last one."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def answer_until(asked: date) -> date:
    """Art. 12(3) GDPR: within one month of the request."""
    return add_months(asked, ANSWER_MONTHS)


def is_over(until: date | None, today: date) -> bool:
    return until is not None and until < today


def ago(today: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    return add_months(today, -(12 * years + months)) - timedelta(days=days)
