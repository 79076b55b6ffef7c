"""Numbers of a KSeF invoice as the reader writes them; the currency stands above the table."""

from decimal import Decimal

from babel.numbers import format_decimal
from django import template

from orders.templatetags.formats import locale

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """1234.5 is "1 234,50" to a Polish reader; unit prices keep up to eight decimals."""
    return "" if value is None else format_decimal(value, format="#,##0.00######", locale=locale())


def quantity(value: Decimal | None) -> str:
    return "" if value is None else format_decimal(value, format="#,##0.######", locale=locale())


def as_written(value: Decimal | None) -> str:
    """A rate of exchange with all its decimals: 4.4080 stays 4,4080."""
    if value is None:
        return ""
    decimals = max(0, -int(value.as_tuple().exponent))
    return format_decimal(value, format=f"#,##0.{'0' * decimals}" if decimals else "#,##0", locale=locale())


def cell(value: Decimal | None, column: str) -> str:
    """A number of a column: pieces or money."""
    return quantity(value) if column == "quantity" else amount(value)


def signed(value: Decimal | None, column: str) -> str:
    """A difference says its sign: +1, -162.60, 0."""
    said = cell(value, column)
    return f"+{said}" if value is not None and value > 0 else said
