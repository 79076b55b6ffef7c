"""Amounts as the source printed them."""

from typing import Any

from django.db import models


def money(label: Any, **options: Any) -> models.DecimalField:
    """An amount in the order's currency, as the source printed it."""
    return models.DecimalField(label, max_digits=14, decimal_places=4, **options)
