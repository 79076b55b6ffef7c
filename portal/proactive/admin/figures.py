"""What offers of help came to, rule by rule, in words; each number with the address of the list behind it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kb.figures.definitions import Definition
from kb.figures.intervals import Difference
from kb.figures.wording import NOT_SHOWN, count, percent
from portal.proactive.models import RuleName
from portal.proactive.queries import Counts, side
from portal.proactive.rules import FEWEST, Side, avoided

OFFERED = Definition(
    gettext_lazy("Offered and held out"),
    gettext_lazy(
        "Each time a rule finds somebody, chance decides once whether help is offered. Both sides are counted alike, "
        "whether or not it was seen, by the day it was decided, and only when seven days have passed since then."
    ),
)
ASKED = Definition(
    gettext_lazy("Asked us"),
    gettext_lazy(
        "That customer opened a case about that order, or wrote in the case the offer was about, within seven days; "
        "for searching and reading: opened any case. Without spam, tests and mere thanks."
    ),
)
AVOIDED = Definition(
    gettext_lazy("Contacts avoided"),
    gettext_lazy(
        "The share of those held out who asked us, less the share of those who were offered help, times the number of "
        "offers. The interval is at 95 % (Newcombe's score interval for a difference of two shares). It is not said "
        "below 30 matured on either side. Where it reaches below zero, chance alone may explain it."
    ),
)
DEFINITIONS = (OFFERED, ASKED, AVOIDED)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    query: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    title: Any
    cells: tuple[Cell, ...]


HEADS = (
    gettext_lazy("Rule"),
    gettext_lazy("Offered"),
    gettext_lazy("Held out"),
    gettext_lazy("Asked us, offered"),
    gettext_lazy("Asked us, held out"),
    gettext_lazy("Contacts avoided"),
    gettext_lazy("Seen"),
    gettext_lazy("Used"),
)


def rows(found: Counts, days: int) -> list[Row]:
    rules = [Row(name.label, cells(found, name.value, days)) for name in RuleName]
    whole = total(found)
    return [*rules, Row(_("All rules"), cells(whole, "", days))]


def total(found: Counts) -> Counts:
    """All rules as one, under the name ""."""
    added: dict[tuple[str, bool], dict[str, int]] = {}
    for (_rule, held_out), numbers in found.items():
        whole = added.setdefault(("", held_out), {})
        for name, number in numbers.items():
            whole[name] = whole.get(name, 0) + number
    return added


def cells(found: Counts, rule: str, days: int) -> tuple[Cell, ...]:
    shown, held = side(found, rule, held_out=False), side(found, rule, held_out=True)
    offered = found.get((rule, False), {})
    about = f"days={days}" + (f"&rule={rule}" if rule else "")
    return (
        Cell(count(shown.n), f"{about}&side=offered&ripe=on", young(offered.get("young", 0))),
        Cell(count(held.n), f"{about}&side=held&ripe=on", young(found.get((rule, True), {}).get("young", 0))),
        Cell(count(shown.contacts), f"{about}&side=offered&ripe=on&asked=on", share(shown)),
        Cell(count(held.contacts), f"{about}&side=held&ripe=on&asked=on", share(held)),
        saved(avoided(shown, held), shown, held),
        Cell(count(offered.get("seen", 0)), f"{about}&side=offered&seen=on"),
        Cell(count(offered.get("used", 0)), f"{about}&side=offered&used=on"),
    )


def young(number: int) -> str:
    return ngettext("%(n)s more is younger", "%(n)s more are younger", number) % {"n": count(number)} if number else ""


def share(of: Side) -> str:
    return percent(of.share) if of.share is not None else ""


def saved(found: Difference | None, shown: Side, held: Side) -> Cell:
    if found is None:
        if not shown.n and not held.n:
            return Cell(NOT_SHOWN)
        return Cell(_("Not enough yet"), note=_("from %(n)s on each side") % {"n": FEWEST})
    return Cell(signed(found.value), note=_("95 %% sure: %(low)s … %(high)s") % {
        "low": signed(found.low), "high": signed(found.high)
    })  # fmt: skip


def signed(value: float) -> str:
    whole = round(value)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{count(abs(whole))}"
