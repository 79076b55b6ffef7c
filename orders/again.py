"""Ordering again: where in the web shop a product, or a whole order, is bought once more."""

from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders.models import Order, OrderLine

OF_A_LINE = frozenset({"sku", "name"})
OF_AN_ORDER = frozenset({"number", "id"})


@dataclass(frozen=True, slots=True)
class Patterns:
    """Addresses in the shop with {sku} or {name} of a product, {number} or {id} of an order; "" for none."""

    line: str = ""
    order: str = ""


Reader = Callable[[HttpRequest], Patterns]
_readers: list[Reader] = []


def register(read: Reader) -> None:
    """Call it from AppConfig.ready(): whoever knows the shop's settings."""
    _readers[:] = [read]


def patterns(request: HttpRequest) -> Patterns:
    return _readers[0](request) if _readers else Patterns()


def line_url(pattern: str, line: OrderLine) -> str:
    """Empty when the pattern needs what the shop did not tell of this product."""
    return _filled(pattern, {"sku": line.sku, "name": line.name})


def order_url(pattern: str, order: Order) -> str:
    return _filled(pattern, {"number": order.number.lstrip("#"), "id": order.external_id})


def _filled(pattern: str, values: dict[str, str]) -> str:
    wanted = _names(pattern)
    if not pattern or not all(values.get(name) for name in wanted):
        return ""
    return pattern.format(**{name: quote(values[name], safe="") for name in wanted})


def _names(pattern: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name is not None}


def line_pattern(text: str) -> None:
    """A validator. Raises ValidationError."""
    _checked(text, OF_A_LINE)


def order_pattern(text: str) -> None:
    """A validator. Raises ValidationError."""
    _checked(text, OF_AN_ORDER)


def _checked(text: str, known: frozenset[str]) -> None:
    hint = _("Write an address like https://shop.example/product/%(name)s; in braces only: %(names)s.")
    facts = {"name": f"{{{min(known)}}}", "names": ", ".join(f"{{{name}}}" for name in sorted(known))}
    try:
        names = _names(text)
        if any(spec or conversion for _text, _name, spec, conversion in Formatter().parse(text)):
            raise ValueError(text)
        filled = text.format(**dict.fromkeys(known, "1"))
        URLValidator(schemes=["https", "http"])(filled)
    except (ValueError, KeyError, IndexError, AttributeError, ValidationError) as error:
        raise ValidationError(hint, params=facts) from error
    if not names <= known or "{" in text.split("//", 1)[-1].split("/", 1)[0]:
        raise ValidationError(hint, params=facts)
