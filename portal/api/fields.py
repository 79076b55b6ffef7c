"""The types of every field the API takes: with a length, a range and a sentence for what does not fit (R25)."""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django.core.exceptions import ValidationError as DjangoError
from django.core.validators import validate_email
from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)

from orders.ingest.reading import MAX_INTEGER

LONGEST_AMOUNT = 40
LARGEST_AMOUNT = Decimal("9999999999.9999")
LARGEST_RATE = Decimal("999.9999")
FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str  # lines[0].quantity
    message: str


class Said(Schema):
    """What a client sends: no field we do not know, so that a misspelt one does not get lost."""

    model_config = ConfigDict(extra="forbid")


def _amount(limit: Decimal, schema: dict[str, Any], smallest: Decimal | None = None) -> Any:
    low = -limit if smallest is None else smallest

    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise ValueError('An amount was expected here, like "129.00".')
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not low <= number <= limit or len(str(number)) > LONGEST_AMOUNT:
            raise ValueError(f"{str(value)[:40]!r} is not an amount between {low} and {limit}.")
        return number

    return BeforeValidator(read), WithJsonSchema(schema)


_money_read, _money_schema = _amount(
    LARGEST_AMOUNT,
    {
        "anyOf": [
            {"type": "string", "pattern": r"^-?[0-9]{1,10}(\.[0-9]{1,4})?$"},
            {"type": "number", "minimum": -9_999_999_999, "maximum": 9_999_999_999},
        ],
        "description": "Text or a JSON number, exact either way; reckoned with four decimals, kept with all.",
        "examples": ["129.00"],
    },
)
_paid_read, _paid_schema = _amount(
    LARGEST_AMOUNT,
    {
        "anyOf": [
            {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,4})?$"},
            {"type": "number", "minimum": 0, "maximum": 9_999_999_999},
        ],
        "description": "Like every amount, and never negative.",
        "examples": ["49.00"],
    },
    smallest=Decimal(0),
)
_rate_read, _rate_schema = _amount(
    LARGEST_RATE,
    {
        "anyOf": [
            {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,4})?$"},
            {"type": "number", "minimum": 0, "maximum": 999},
        ],
        "description": "Per cent.",
        "examples": ["23"],
    },
    smallest=Decimal(0),
)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("A date and time was expected here, like 2026-11-22T10:00:00Z.")
    try:
        at = datetime.fromisoformat(value.upper())
    except ValueError:
        raise ValueError(f"{value!r} is not a date and time like 2026-11-22T10:00:00Z.") from None
    if at.tzinfo is None:
        raise ValueError(f"{value!r} does not say its time zone.")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"{value!r} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return at.astimezone(UTC)


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{str(value)[:40]!r} is not a day like 2026-11-22.")
    return day


def _mailbox(value: str) -> str:
    if value:
        try:
            validate_email(value)
        except DjangoError:
            raise ValueError(f"{value[:80]!r} is not an e-mail address.") from None
    return value


Text20 = Annotated[str, StringConstraints(max_length=20)]
Text40 = Annotated[str, StringConstraints(max_length=40)]
Text64 = Annotated[str, StringConstraints(max_length=64)]
Text80 = Annotated[str, StringConstraints(max_length=80)]
Text100 = Annotated[str, StringConstraints(max_length=100)]
Text120 = Annotated[str, StringConstraints(max_length=120)]
Text200 = Annotated[str, StringConstraints(max_length=200)]
Text300 = Annotated[str, StringConstraints(max_length=300)]
Text500 = Annotated[str, StringConstraints(max_length=500)]
Text1000 = Annotated[str, StringConstraints(max_length=1000)]
Text5000 = Annotated[str, StringConstraints(max_length=5000)]
# Something that can be read must be in it.
Words64 = Annotated[str, StringConstraints(max_length=64, pattern=r"\S")]
Words200 = Annotated[str, StringConstraints(max_length=200, pattern=r"\S")]
Words300 = Annotated[str, StringConstraints(max_length=300, pattern=r"\S")]
Money = Annotated[Decimal, _money_read, _money_schema]
Paid = Annotated[Decimal, _paid_read, _paid_schema]
Rate = Annotated[Decimal, _rate_read, _rate_schema]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-22T10:00:00Z"]}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-22"]}),
]
Mailbox = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_mailbox),
    WithJsonSchema({"anyOf": [{"const": ""}, {"type": "string", "format": "email", "maxLength": 254}]}),
]
Flag = StrictBool
# What orders.ingest.reading lets through. pydantic knows no schema that names itself, so api.py puts it in its place.
_any_json = {"$ref": "#/components/schemas/AnyJson"}
ANY_OBJECT = {"type": "object", "additionalProperties": _any_json}
ANY_JSON: dict[str, Any] = {
    "title": "AnyJson",
    "description": "Any JSON: no number beyond 63 bits, no NUL character, no half of a surrogate pair.",
    "anyOf": [
        {"type": ["string", "boolean", "null"]},
        {"type": "number", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER},
        {"type": "array", "items": _any_json},
        ANY_OBJECT,
    ],
}


def _whole(value: Any) -> Any:
    """2.0 is a whole number in JSON."""
    is_whole = isinstance(value, Decimal) and abs(value) < 10**12 and value == value.to_integral_value()
    return int(value) if is_whole else value


Quantity = Annotated[StrictInt, Field(ge=0, le=1_000_000), BeforeValidator(_whole)]
Months = Annotated[StrictInt, Field(ge=0, le=1200), BeforeValidator(_whole)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["PLN"])]
OtherCurrency = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")]
Language = Annotated[str, StringConstraints(pattern=r"^([a-z]{2}(-[A-Za-z]{2,4})?)?$"), Field(examples=["pl"])]
WebAddress = Annotated[str, StringConstraints(pattern=r'^(https?://[^\s<>"]+)?$', max_length=500)]
# What stands in an address of ours: no slash, no control characters.
SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$")]
OwnId = Annotated[str, StringConstraints(pattern=r"^[^\s/\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,99}$", max_length=100)]


def _decoded(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError("A file was expected here, as base64 text.")
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise ValueError("This is not base64.") from None


Base64File = Annotated[
    bytes,
    BeforeValidator(_decoded),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "pattern": "^([A-Za-z0-9+/]{4})*$"}),
]


def name_of(loc: Iterable[str | int]) -> str:
    """("lines", 0, "quantity") is lines[0].quantity."""
    name = ""
    for part in loc:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name or "body"


def in_words(error: dict[str, Any]) -> str:
    """pydantic's sentence, or a plainer one."""
    known = {
        "extra_forbidden": "This field is not known here. Put what is yours alone into data.",
        "missing": "This field is required.",
        "string_pattern_mismatch": f"This does not have the expected form ({error.get('ctx', {}).get('pattern')}).",
    }
    if words := known.get(error["type"]):
        return words
    said: str = error["msg"].removeprefix("Value error, ")
    return said if said.endswith(".") else f"{said}."
