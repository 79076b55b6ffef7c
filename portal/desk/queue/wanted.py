"""What an agent asks of the queue: a view, filters, words and an order, read from an address and written into one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.desk.searching.asking import LONGEST_SEARCH
from returns.models import Case, Way

VIEWS = {
    "open": pgettext_lazy("cases", "Open"),
    "mine": _("Mine"),
    "team": _("My team's"),
    "unassigned": _("Nobody's"),
    "us": _("Waiting for us"),
    "waiting": _("Waiting for the customer"),
    "today": _("Due today"),
    "overdue": _("Overdue"),
    "snoozed": _("Snoozed"),
    "all": _("All, finished too"),
    "left_out": _("Spam, duplicates, tests"),
}
# Finished cases stand in them too: nothing is due there, and they are too many to count each time.
ENDLESS = frozenset({"all", "left_out"})
ORDERS = {
    "due_at": _("Due time"),
    "-opened_at": pgettext_lazy("cases", "Newest"),
    "opened_at": pgettext_lazy("cases", "Oldest"),
    "-said_at": _("Last message"),
    "-priority": _("Priority"),
}
ENDLESS_ORDERS = ("-opened_at", "opened_at", "-said_at")
# What narrows a view down, and what of it may stand in an address.
KEY = re.compile(r"[0-9]{1,9}")
LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Wanted:
    """Only what makes sense: an address with nonsense in it shows the queue without it."""

    view: str = ""
    kind: str = ""
    language: str = ""
    way: str = ""
    priority: str = ""
    tag: str = ""
    team: str = ""
    agent: str = ""
    order: str = ""
    q: str = ""
    ordering: str = ""

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Self:
        given = {name: str(params.get(name) or "").strip() for name in NAMES}
        return cls(**{name: value for name, value in given.items() if value and _makes_sense(name, value)})

    @classmethod
    def of_address(cls, text: str) -> Self:
        """From `params` as text; a part too many or too long is left out."""
        return cls.read(QueryDict(text[:2000]))

    @property
    def shown(self) -> str:
        """The view; whoever looks for something looks in all cases."""
        return self.view or ("all" if self.q else "open")

    @property
    def title(self) -> str | Promise:
        return VIEWS[self.shown]

    @property
    def orders(self) -> list[str]:
        return list(ENDLESS_ORDERS if self.shown in ENDLESS else ORDERS)

    @property
    def sorted_by(self) -> str:
        return self.ordering if self.ordering in self.orders else self.orders[0]

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in NARROWING)

    @property
    def params(self) -> dict[str, str]:
        return dict(self._said())

    @property
    def address(self) -> str:
        return urlencode(self.params)

    def _said(self) -> Iterator[tuple[str, str]]:
        for name in NAMES:
            value = getattr(self, name)
            if value and not (name == "view" and value == "open"):
                yield name, value


NAMES = tuple(each.name for each in fields(Wanted))
NARROWING = ("kind", "language", "way", "priority", "tag", "team", "agent", "order")
CHOICES: Mapping[str, frozenset[str]] = {
    "view": frozenset(VIEWS),
    "ordering": frozenset(ORDERS),
    "kind": frozenset(Case.Kind.values),
    "language": frozenset(dict(settings.LANGUAGES)),
    "way": frozenset(Way.values),
    "priority": frozenset(map(str, Case.Priority.values)),
}


def _makes_sense(name: str, value: str) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    if name in {"tag", "team", "agent"}:
        return KEY.fullmatch(value) is not None
    return "\x00" not in value and len(value) <= (LONGEST_NUMBER if name == "order" else 10 * LONGEST_SEARCH)
