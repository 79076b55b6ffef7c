"""The form above the figures: plain fields and a button; works by keyboard, without scripts, and as a bookmark."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from portal.accounts.models import User
from portal.desk.figures.scope import NONE
from portal.desk.models import CaseProduct
from portal.desk.queue.people import agents
from portal.desk.reports.access import may_see_agents
from portal.desk.reports.asking import CLOCKS, Asked, dimensions
from portal.desk.reports.periods import CUSTOM, months
from returns.models import Case, Team
from returns.models.sorting import Way

Options = list[tuple[str, Any, bool]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the form; options are (value, label, is chosen)."""

    name: str
    label: str | Promise
    options: Options


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is chosen by a link of a table, not by the form; the link takes it away again."""

    name: str
    label: str | Promise
    value: str
    text: str
    without: str


def _choice(name: str, label: str | Promise, pairs: Any, chosen: Any) -> Choice:
    picked = "" if chosen is None else str(chosen)
    return Choice(name, label, [(str(value), text, str(value) == picked) for value, text in pairs])


def periods(asked: Asked, today: Any) -> Choice:
    latest = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days"))]
    whole = [(f"{first:%Y-%m}", f"{MONTHS[first.month]} {first.year}") for first in months(today)]
    if asked.days.name not in dict([*latest, *whole, (CUSTOM, "")]):
        whole.append((asked.days.name, f"{MONTHS[asked.days.since.month]} {asked.days.since.year}"))
    return _choice("period", _("Period"), [*latest, *whole, (CUSTOM, _("From … to …"))], asked.days.name)


def choices(asked: Asked, user: User, today: Any, *, with_clock: bool = True) -> list[Choice]:
    """Three statements at most."""
    scope = asked.scope
    every = [("", _("All"))]
    found = [
        periods(asked, today),
        _choice("kind", _("Kind"), [*every, *Case.Kind.choices], scope.kind),
        _choice("way", pgettext_lazy("how a contact came", "Way"), [*every, *Way.choices], scope.way),
        _choice("language", _("Language"), [*every, *settings.LANGUAGES], scope.language),
    ]
    nobody = (NONE, _("None"))
    if teams := list(Team.objects.values_list("pk", "name")):
        found.append(_choice("team", pgettext_lazy("of agents", "Team"), [*every, *teams, nobody], scope.team))
    if may_see_agents(user):
        people = [(agent.pk, str(agent)) for agent in agents().order_by("name", "email")]
        found.append(_choice("agent", _("Agent"), [*every, *people, nobody], scope.agent))
    if with_clock:
        found.append(_choice("clock", _("Clock"), CLOCKS.items(), asked.clock))
    return found


def chips(asked: Asked) -> list[Chip]:
    """Product and article: two statements at most, none when neither is chosen."""
    scope, found = asked.scope, []
    if scope.product:
        name = CaseProduct.objects.filter(product=scope.product).values_list("name", flat=True).first()
        text = name or scope.product
        found.append(Chip("product", _("Product"), scope.product, text, asked.query(product="")))
    if scope.article is not None:
        title = Page.objects.filter(pk=scope.article).values_list("title", flat=True).first()
        value = str(scope.article)
        found.append(Chip("article", _("Article sent"), value, title or f"#{value}", asked.query(article="")))
    return found


def groupings(asked: Asked, user: User) -> list[tuple[Any, str, bool]]:
    """(label, query, is chosen) of everything the figures can be grouped by."""
    return [
        (label, asked.query(by="" if name == "kind" else name), name == asked.by)
        for name, label in dimensions(user).items()
    ]
