"""A fact of somebody's data as people read it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from portal.accounts.privacy.records import Fact

register = template.Library()


@register.filter
def said(fact: Fact) -> str:
    """Empty for what nobody said."""
    return words(fact.shown)


def words(value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return number_format(value.normalize() if value % 1 else value.to_integral_value(), use_l10n=True)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {words(each)}" for key, each in value.items() if words(each))
    if isinstance(value, list):
        return "\n".join(words(each) for each in value)
    return str(value)
