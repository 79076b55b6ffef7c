"""A statement in words: for the case's thread, the mail and the paper, in the language it was made in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orders.models import Order
from orders.templatetags.formats import day
from returns.models import Withdrawal


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    text: str


def subject_of(order: Order | None) -> str:
    if order is None:
        return _("Withdrawal from a contract")
    return _("Withdrawal from order %(number)s") % {"number": order.number}


def rows_of(said: Mapping[str, Any]) -> list[Row]:
    """What was declared, a row each; goods by their names."""
    rows = [
        Row(pgettext("statement", "Name"), said["name"]),
        Row(pgettext("statement", "Order"), said["contract"]),
    ]
    items = pgettext("statement", "Items")
    goods = [f"{each['quantity']} × {each['name']}" for each in said["goods"]]
    if goods:
        rows.append(Row(items, "\n".join(goods)))
    elif said["items"]:
        rows.append(Row(items, said["items"]))
    else:
        rows.append(Row(items, pgettext("statement", "The whole order")))
    return [*rows, Row(_("E-mail for the confirmation of receipt"), said["email"])]


def words_of(withdrawal: Withdrawal) -> str:
    """The statement as plain text, as it stands in the thread of its case."""
    rows = "\n".join(f"{row.title}: {row.text}" for row in rows_of(withdrawal.content))
    return f"{withdrawal.content['statement']}\n\n{rows}\n\n{moment_in_words(withdrawal)}"


def moment_in_words(withdrawal: Withdrawal) -> str:
    """23 November 2026, 11:00:05 (UTC+01:00): to the second, with its offset (law F5)."""
    at = datetime.fromisoformat(withdrawal.moment)
    return f"{day(at.date())}, {at:%H:%M:%S} (UTC{withdrawal.moment[-6:]})"
