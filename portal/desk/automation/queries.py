"""Which rules are on, what they ask for, and what a rule would have done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.desk.automation.events import Event, between, facts_of
from portal.desk.automation.rules import Conditions, fits, found_words, lines_of
from portal.desk.models import Rule
from returns.hours.queries import schedule

LOOKED_BACK = timedelta(days=7)
SHOWN = 100


def rules_on(event: str = "") -> list[Rule]:
    rules = Rule.objects.filter(is_on=True).select_related("agent", "team", "macro")
    return list(rules.filter(event=event) if event else rules)


def conditions_of(rule: Rule) -> Conditions:
    return Conditions(
        kinds=rule.kinds,
        languages=rule.languages,
        ways=rule.ways,
        words=lines_of(rule.words),
        priority_from=rule.priority_from,
        is_nobodys=rule.is_nobodys,
        in_team=rule.in_team_id,
        with_tag=rule.with_tag_id,
        hours=rule.hours,
        is_late=rule.is_late,
    )


@dataclass(frozen=True, slots=True)
class Match:
    event: Event
    words: list[str]


@dataclass(frozen=True, slots=True)
class DryRun:
    """seen: events of the last week; matched: how many of them fitted; matches: the newest of these."""

    seen: int
    matched: int
    matches: list[Match]


def dry_run(rule: Rule, now: datetime) -> DryRun:
    """What the rule would have matched in the last seven days, as the cases stand now. Changes nothing."""
    wanted, events = conditions_of(rule), list(between(rule.event, now - LOOKED_BACK, now))
    matches = list(_matching(wanted, events))
    return DryRun(len(events), len(matches), matches[: -SHOWN - 1 : -1])


def _matching(wanted: Conditions, events: list[Event]) -> Iterator[Match]:
    hours = schedule()
    for event in events:
        if fits(wanted, facts_of(event, hours)):
            yield Match(event, found_words(wanted.words, event.words))
