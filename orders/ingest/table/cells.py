"""One row's cells as amounts, moments and words; what is wrong is a problem with its line and column."""

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from orders.ingest.problems import Problems
from orders.ingest.reading import MAX_AMOUNT
from orders.ingest.table.columns import BY_NAME

FLAGS = {"true": True, "1": True, "yes": True, "tak": True, "false": False, "0": False, "no": False, "nie": False}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
GROUPS = re.compile(r"[\s\u00a0\u202f']")
# 1,234 is a thousand in one country and a bit more than one in another.
TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
POLISH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.ASCII | re.DOTALL)
check_url = URLValidator(schemes=["https", "http"])


class Cells:
    """Reads one row; every method gives a value that can be worked with also when the cell is wrong.

    `decimal` is "," or "." when the operator said it; `zone` counts for times that say none.
    """

    def __init__(self, line: int, row: dict[str, str], problems: Problems, zone: tzinfo, decimal: str = "") -> None:
        self.line, self.row, self.problems, self.zone, self.decimal = line, row, problems, zone, decimal

    def wrong(self, name: str, message: str) -> None:
        self.problems.add(self.line, f"column {name}", message)

    def text(self, name: str) -> str:
        value = self.row.get(name, "")
        column = BY_NAME[name]
        if not value and column.is_required:
            self.wrong(name, "This cell is empty and must not be.")
        if len(value) > column.limit:
            self.wrong(name, f"The cell is longer than {column.limit} characters.")
            return value[: column.limit]
        return value

    def word(self, name: str, allowed: Any) -> str:
        value = self.text(name).lower().replace(" ", "_").replace("-", "_")
        if value and value not in allowed:
            self.wrong(name, f"{shown(value)} is not one of {', '.join(allowed)}.")
            return ""
        return value

    def amount(self, name: str, limit: Decimal = MAX_AMOUNT) -> Decimal | None:
        value = self.text(name)
        if not value:
            return None
        if not self.decimal and TWO_WAYS.fullmatch(value):
            self.wrong(name, f"{shown(value)} can be read in two ways; say --decimal , or --decimal . once.")
            return None
        digits = GROUPS.sub("", value)
        mark = self.decimal or ("," if digits.rfind(",") > digits.rfind(".") else ".")
        if digits.count(mark) > 1:
            digits = ""
        plain = digits.replace("," if mark == "." else ".", "").replace(mark, ".")
        if not NUMBER.fullmatch(plain) or abs(Decimal(plain)) >= limit:
            self.wrong(name, f"{shown(value)} is not an amount.")
            return None
        return Decimal(plain)

    def required_amount(self, name: str) -> Decimal:
        return self.amount(name) or Decimal(0)

    def pieces(self, name: str) -> int:
        value = self.text(name)
        plain = re.sub(r"[.,]0+$", "", value)
        if value and not (plain.isascii() and plain.isdigit() and len(plain) < 10 and int(plain) < 2**31):
            self.wrong(name, f"{shown(value)} is not a whole number of pieces.")
            return 0
        return int(plain or 0)

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value and value not in FLAGS:
            self.wrong(name, f"{shown(value)} is not true or false.")
        return FLAGS.get(value, default)

    def moment(self, name: str) -> datetime | None:
        """ISO 8601, or day.month.year as Polish and German tables have it; a day alone is its midnight."""
        value = self.text(name)
        if not value:
            return None
        if turned := POLISH_DAY.fullmatch(value):
            day, month, year, rest = turned.groups()
            iso = f"{year}-{month:0>2}-{day:0>2}{rest}"
        else:
            iso = value
        try:
            at = datetime.fromisoformat(iso)
            return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(name, f"{shown(value)} is not a date; write it like 2026-11-02 or 2026-11-02T10:15:00+01:00.")
            return None

    def email(self, name: str) -> str:
        value = self.text(name)
        if value:
            try:
                validate_email(value)
            except ValidationError:
                self.wrong(name, f"{shown(value)} is not an e-mail address.")
        return value

    def url(self, name: str) -> str:
        value = self.text(name)
        if value:
            try:
                check_url(value)
            except ValidationError:
                self.wrong(name, f"{shown(value)} is not a web address.")
        return value


def shown(value: str) -> str:
    """The cell as it stands, short enough to be read."""
    return repr(value if len(value) <= 40 else f"{value[:39]}…")
