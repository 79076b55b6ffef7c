"""What an address asks for: days, which cases, grouped by what, by which clock. Nonsense is told and left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.desk.figures.scope import NONE, Dimension, Scope
from portal.desk.reports.access import may_see_agents
from portal.desk.reports.periods import Days, read
from returns.models import Case
from returns.models.sorting import Way

DIMENSIONS: dict[Dimension, Promise] = {
    "kind": _("Kind"),
    "way": pgettext_lazy("how a contact came", "Way"),
    "language": _("Language"),
    "team": pgettext_lazy("of agents", "Team"),
    "product": _("Product"),
    "article": _("Article sent"),
    "agent": _("Agent"),
}
CLOCKS: dict[str, Promise] = {"business": _("Opening hours"), "calendar": _("Calendar")}
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(Case.Kind.values),
    "way": tuple(Way.values),
    "language": tuple(code for code, _name in settings.LANGUAGES),
}
LONGEST_PRODUCT = 300


@dataclass(frozen=True, slots=True)
class Asked:
    days: Days
    scope: Scope
    by: Dimension
    clock: str
    # Fields of the address that made no sense.
    wrong: tuple[str, ...] = ()

    def query(self, **changed: Any) -> str:
        """The address' part behind “?” for this page, with some of it changed; empty values are left out."""
        scope, days = self.scope, self.days
        fields: dict[str, Any] = {"period": days.name}
        if days.name == "custom":
            fields |= {"since": days.since.isoformat(), "until": days.until.isoformat()}
        fields |= {name: getattr(scope, name) for name in DIMENSIONS}
        fields |= {"by": "" if self.by == "kind" else self.by, "clock": "" if self.clock == "business" else self.clock}
        fields |= changed
        return urlencode({name: value for name, value in fields.items() if value not in ("", None)})

    def of_days(self, since: date, until: date, **more: Any) -> str:
        """The same for other days, never beyond the ones asked for."""
        since, until = max(since, self.scope.since), min(until, self.scope.until)
        return self.query(period="custom", since=since.isoformat(), until=until.isoformat(), **more)

    def before(self) -> "Asked":
        scope = self.scope.before
        return replace(self, scope=scope, days=Days("custom", scope.since, scope.until))


def asked(request: HttpRequest) -> Asked:
    given = request.GET
    days, wrong = read(given, timezone.localdate())
    fields: dict[str, Any] = {}
    for name, allowed in CHOICES.items():
        value = given.get(name, "")
        if value and value not in allowed:
            wrong.append(name)
        elif value:
            fields[name] = value
    for name in ("team", "agent", "article"):
        if value := given.get(name, ""):
            number = _number(value)
            if number is None or (name == "agent" and not may_see_agents(request.user)):
                wrong.append(name)
            elif not (name == "article" and number == NONE):
                fields[name] = number
    fields["product"] = given.get("product", "").replace("\0", "")[:LONGEST_PRODUCT]
    by = given.get("by", "") or "kind"
    if by not in DIMENSIONS or (by == "agent" and not may_see_agents(request.user)):
        wrong.append("by")
        by = "kind"
    clock = given.get("clock", "") or "business"
    if clock not in CLOCKS:
        wrong.append("clock")
        clock = "business"
    return Asked(days, Scope(days.since, days.until, **fields), cast(Dimension, by), clock, tuple(wrong))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def dimensions(user: Any) -> Mapping[Dimension, Promise]:
    """What this person may tell apart."""
    every = dict(DIMENSIONS)
    if not may_see_agents(user):
        del every["agent"]
    return every
