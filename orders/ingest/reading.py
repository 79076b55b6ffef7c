"""Reading JSON that somebody else wrote: guarded, exact, and clear about what is wrong and where."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

MAX_DEPTH = 32
MAX_ORDER_BYTES = 1024 * 1024
MAX_INTEGER = 2**63 - 1
MAX_AMOUNT = Decimal(10) ** 10  # what the amount columns hold
MAX_PER_CENT = Decimal(1000)


class BadData(ValueError):
    """What is wrong in one plain sentence, and where: a path like $.line_items[0].total."""

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(message)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def read_json(raw: bytes, limit: int = MAX_ORDER_BYTES) -> Any:
    """The document, fractions as exact Decimals. Raises BadData for anything doubtful (ASVS 2.2, R25)."""
    if len(raw) > limit:
        raise BadData(f"The JSON is larger than the allowed {limit:,} bytes.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadData(f"The text is not UTF-8 (byte {error.start + 1}).") from None
    try:
        document = json.loads(text, parse_float=_fraction, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise BadData(f"Not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from None
    except RecursionError:
        raise BadData(f"The JSON is nested deeper than {MAX_DEPTH} levels.") from None
    _inspect(document, "$", 1)
    return document


def json_decoder() -> json.JSONDecoder:
    """For documents too large to be read in one piece; what it gives must be looked through by inspect()."""
    return json.JSONDecoder(parse_float=_fraction, parse_int=_integer, parse_constant=_constant)


def inspect(document: Any, path: str = "$") -> None:
    """Raises BadData for texts and depths that read_json() refuses too."""
    if isinstance(document, str):
        _inspect_text(document, path)
    _inspect(document, path, 1)


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > MAX_INTEGER:
        raise too_large(digits)
    return int(digits)


def _fraction(digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except InvalidOperation:  # an exponent beyond all reckoning
        raise too_large(digits) from None
    if abs(number) > MAX_INTEGER:
        raise too_large(digits)
    return number


def too_large(digits: str) -> BadData:
    return BadData(f"The number {digits[:24]} is too large.")


def _constant(name: str) -> NoReturn:
    raise BadData(f"{name} is not a number that JSON allows.")


def _inspect(value: Any, path: str, depth: int) -> None:
    if isinstance(value, str):
        _inspect_text(value, path)
    elif isinstance(value, (dict, list)):
        if depth > MAX_DEPTH:
            raise BadData(f"The JSON is nested deeper than {MAX_DEPTH} levels.", path)
        for key, item in _items(value):
            if isinstance(key, str):
                _inspect_text(key, path)
            if isinstance(item, (str, dict, list)):
                _inspect(item, f"{path}.{key}" if isinstance(key, str) else f"{path}[{key}]", depth + 1)


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    return iter(value.items()) if isinstance(value, dict) else enumerate(value)


def _inspect_text(value: str, path: str) -> None:
    if "\x00" in value:
        raise BadData("The text holds a NUL character.", path)
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadData("The text holds half of a surrogate pair.", path)


def plain(value: Any) -> Any:
    """The document for a JSON column: Decimals become floats where that loses nothing, else strings."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return value


class Node:
    """One object of the document with its path, read field by field with an eye on types."""

    __slots__ = ("data", "path")

    def __init__(self, data: Any, path: str = "$") -> None:
        if not isinstance(data, dict):
            raise BadData("An object was expected here.", path)
        self.data: dict[str, Any] = data
        self.path = path

    def fail(self, key: str, message: str) -> NoReturn:
        raise BadData(message, f"{self.path}.{key}")

    def text(self, key: str, limit: int = 0) -> str:
        """The string or number as text; "" when missing or null. Longer than `limit` is cut."""
        value = self.data.get(key)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            self.fail(key, "A text was expected here.")
        words = str(value).strip()
        return words[:limit] if limit else words

    def required(self, key: str, limit: int) -> str:
        value = self.text(key)
        if not value:
            self.fail(key, "This field is required and is empty.")
        if len(value) > limit:
            self.fail(key, f"This field is longer than {limit} characters.")
        return value

    def amount(self, key: str, limit: Decimal = MAX_AMOUNT) -> Decimal | None:
        value = self.data.get(key)
        if value is None or value == "":
            return None
        try:
            number = Decimal(value) if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or abs(number) >= limit:
            self.fail(key, f"{str(value)[:40]!r} is not an amount.")
        return number

    def required_amount(self, key: str) -> Decimal:
        number = self.amount(key)
        if number is None:
            self.fail(key, "This amount is required and is empty.")
        return number

    def whole(self, key: str) -> int:
        value = self.data.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
            self.fail(key, f"{str(value)[:40]!r} is not a whole number of pieces.")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.data.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(key, "true or false was expected here.")
        return value

    def moment(self, key: str, *, utc: bool = False) -> datetime | None:
        """An ISO moment. `utc`: the field is UTC by definition and carries no zone (WooCommerce's _gmt)."""
        words = self.text(key)
        if not words:
            return None
        try:
            at = datetime.fromisoformat(words)
        except ValueError:
            self.fail(key, f"{words[:40]!r} is not a date and time.")
        if at.tzinfo is None:
            if not utc:
                self.fail(key, f"{words[:40]!r} does not say its time zone.")
            at = at.replace(tzinfo=UTC)
        try:
            return at.astimezone(UTC)
        except OverflowError:
            self.fail(key, f"{words[:40]!r} is not a date and time.")

    def required_moment(self, key: str, *, utc: bool = False) -> datetime:
        at = self.moment(key, utc=utc)
        if at is None:
            self.fail(key, "This date is required and is empty.")
        return at

    def child(self, key: str) -> "Node":
        value = self.data.get(key)
        return Node({} if value is None else value, f"{self.path}.{key}")

    def children(self, key: str) -> "list[Node]":
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(key, "A list was expected here.")
        return [Node(item, f"{self.path}.{key}[{index}]") for index, item in enumerate(value)]
