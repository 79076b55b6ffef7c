"""Figures as people say them."""

from collections.abc import Callable
from typing import Any

from babel.numbers import format_percent
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from wagtail.admin.ui.tables import Column

NOT_SHOWN = "–"


def seconds(value: float | None) -> str:
    """A reading time: 0:45, 2:10."""
    if value is None:
        return NOT_SHOWN
    whole = round(value)
    return f"{whole // 60}:{whole % 60:02}"


def percent(value: float | None) -> str:
    return NOT_SHOWN if value is None else format_percent(value, locale=to_locale(get_language() or "en"))


def count(value: float | None) -> str:
    return NOT_SHOWN if value is None else number_format(round(value), force_grouping=True)


def more(value: float | None) -> str:
    """A change against the period before: +12 %, −8 %."""
    return "" if value is None else f"{'+' if value > 0 else '−' if value < 0 else '±'}{percent(abs(value))}"


def interval(value: tuple[float, float] | None) -> str:
    return NOT_SHOWN if value is None else f"{percent(value[0])} – {percent(value[1])}"


def column(name: str, label: str | Promise, show: Callable[[Any], Any], sorted_by: str | None = None) -> Column:
    """A column of a report; a click on its head sorts the report by the row's attribute `sorted_by`."""
    return Column(name, label=label, accessor=show, sort_key=sorted_by)
