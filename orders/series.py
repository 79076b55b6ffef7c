"""Numbers of our own series: {year}, {month} and {seq} in a pattern. Pure."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIELD = re.compile(r"\{(year|month|seq)(?::0?([1-9]))?\}")
LONGEST = 40


def check_pattern(pattern: str) -> None:
    """Raises ValidationError for a pattern that would repeat a number or can't be read."""
    left = FIELD.sub("", pattern)
    if "{" in left or "}" in left:
        raise ValidationError(_("Only {year}, {month} and {seq} may stand in braces, for example {seq:04}."))
    names = {match[1] for match in FIELD.finditer(pattern)}
    if not {"year", "seq"} <= names:
        raise ValidationError(_("The pattern needs {year} and {seq}, or numbers would repeat."))
    if not re.fullmatch(r"[\w /.\-]*", left) or len(pattern) > LONGEST:
        raise ValidationError(_("Letters, digits, spaces and / . - may stand around them, 40 characters in all."))


def number_of(pattern: str, day: date, seq: int) -> str:
    """FV/{year}/{month}/{seq:04} on 3 November 2026 at 7 is FV/2026/11/0007."""
    values = {"year": day.year, "month": day.month, "seq": seq}
    widths = {"month": 2}

    def said(match: re.Match[str]) -> str:
        width = int(match[2] or widths.get(match[1], 1))
        return str(values[match[1]]).zfill(width)

    return FIELD.sub(said, pattern)


def period_of(day: date, *, is_monthly: bool) -> str:
    return f"{day:%Y-%m}" if is_monthly else f"{day:%Y}"
