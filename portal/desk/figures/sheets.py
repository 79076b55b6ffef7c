"""Which sheets are written of a day, one for each kind of rows that figures add up."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from portal.desk.figures.daily import Column, Sheet
from portal.desk.figures.repeated import WEEK, after_orders, first_ones
from portal.desk.models import CaseFact, Contact, OpenSpell, ReplyFact, SolveFact, TargetFact

# The way from a row below to its case, and to the agent it counts for where it names none itself.
FACT, AGENT = "fact__", "fact__assignee"
CLOCKS = ("business", "calendar", "business_own", "calendar_own")


def counted() -> QuerySet[CaseFact]:
    return CaseFact.objects.filter(counted=True)


def solved(which: str, more: Mapping[str, Column]) -> Sheet:
    """`which`: first or last, the time that counts as a case's solution."""
    seconds: dict[str, Column] = {f"{which}_{clock}": "number" for clock in CLOCKS}
    return Sheet(f"{which}_solved", counted, f"{which}_solved_on", {**seconds, **more})


def below(name: str, model: Any, day: str, columns: Mapping[str, Column], agent: str = AGENT, **more: Any) -> Sheet:
    return Sheet(name, model.objects.all, day, {"fact_id": "id", **columns}, fact=FACT, agent=agent, **more)


OPENED = Sheet("opened", counted, "opened_on", {"pk": "id"})
STARTED = Sheet(
    "started",
    counted,
    "started_on",
    {"first_reply_business": "number", "first_reply_calendar": "number", "is_open": "flag"},
    agent="first_reply_by",
)
REPLIED = below(
    "replied",
    ReplyFact,
    "replied_on",
    {"business": "number", "calendar": "number", "first": "flag"},
    agent="agent",
)
FIRST_SOLVED = solved("first", {"is_first_contact": "flag", "first_level": "flag"})
LAST_SOLVED = solved("last", {"had_article": "flag"})
SOLVES = below("solves", SolveFact, "on", {"reopened_soon": "flag"})
TARGETS = below("targets", TargetFact, "due_on", {"name": "word", "is_met": "flag"})
SPELLS = below(
    "spells",
    OpenSpell,
    "since",
    {"since": "moment", "until": "moment", "fact__opened_at": "moment"},
    by_moment=True,
)
CONTACTS = below("contacts", Contact, "on", {"first": "flag"})
# Repetitions are so because of the week before them, which reaches into one more day when clocks change in it.
NOT_REPEATED = Sheet(
    "not_repeated", first_ones, "on", {"fact_id": "id"}, fact=FACT, agent=AGENT, looks_back=WEEK.days + 1
)
AFTER_ORDERS = Sheet(
    "after_orders", after_orders, "on", {"fact_id": "id", "fact__order__placed_at": "day"}, fact=FACT, agent=AGENT
)

SHEETS = (
    OPENED, STARTED, REPLIED, FIRST_SOLVED, LAST_SOLVED, SOLVES, TARGETS, SPELLS, CONTACTS, NOT_REPEATED, AFTER_ORDERS,
)  # fmt: skip
