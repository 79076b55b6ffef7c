"""Amounts in two ways: what the columns hold, and the digits the shop wrote."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

STORED_DIGITS = Decimal("0.0001")


def stored(amount: Decimal | None) -> Decimal | None:
    """Four digits, as the columns hold (R25)."""
    return None if amount is None else amount.quantize(STORED_DIGITS, ROUND_HALF_UP)


def said_amounts(said: object, names: Iterable[str]) -> dict[str, str]:
    """Digit by digit as the source wrote them: 29.350 stays 29.350. What was not said is not there."""
    return {name: str(amount) for name in names if (amount := getattr(said, name)) is not None}
