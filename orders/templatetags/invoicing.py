"""Numbers on paper, in the language of the document."""

from decimal import Decimal

from babel.numbers import format_decimal
from django import template

from orders.templatetags.formats import locale, percent

register = template.Library()
# What stands where a rate would: a sale that is not taxed is not a sale at 0 %.
WORDS = {"E": "zw.", "AE": "np.", "K": "0% WDT", "G": "0% EX"}


@register.filter
def figure(amount: Decimal | None) -> str:
    """1 248,37: two places, the currency stands in the table's head."""
    return "" if amount is None else str(format_decimal(amount, format="#,##0.00", locale=locale()))


@register.filter
def quantity(count: Decimal | None) -> str:
    """2, 1.5; a minus where pieces come back."""
    return "" if count is None else str(format_decimal(count, format="#,##0.###", locale=locale()))


@register.filter
def rate(row: object) -> str:
    """23%, or what Polish books write where no VAT is charged."""
    category = getattr(row, "category", "")
    return WORDS.get(category) or percent(getattr(row, "rate", None))
