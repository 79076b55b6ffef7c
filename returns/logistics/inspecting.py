"""The goods are back: how many came, and what we find, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from returns import rules
from returns.access import Person
from returns.actions.step import locked, move
from returns.errors import NotAllowed, Refused
from returns.logistics.money import line_worth
from returns.logistics.noting import note
from returns.logistics.signals import goods_received
from returns.models import Case, CaseLine
from returns.rules import Role

Outcome = CaseLine.Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """`reduction` in the order's currency, for all pieces of the line together."""

    line: int  # CaseLine.pk
    outcome: str
    reduction: Decimal | None = None
    reason: str = ""


class WrongCount(Refused):
    message = _("Count again: at least one piece came, and no more than the customer sends back.")


class NotLookedAt(Refused):
    message = _("Say for every line what you found.")


class NoReason(Refused):
    message = _("Give the reason of every reduction and refusal: the customer reads it.")


class WrongReduction(Refused):
    message = _("A reduction is more than nothing and at most what the customer paid for the pieces.")


def receive(
    case: Case,
    *,
    by: Person | None,
    now: datetime,
    pieces: Mapping[int, int] | None = None,
    version: int | None = None,
    message: str = "",
) -> Case:
    """Goods arrived. `pieces`: case line → how many are here by now; None: all. `by` None: the shop's system.

    The rest may come later: then it is told again, with higher numbers. Raises Refused.
    """
    with locked(case, by, version, now) as step:
        lines = {line.pk: line for line in step.case.lines.order_by("pk")}
        counted = {pk: line.quantity for pk, line in lines.items()} if pieces is None else dict(pieces)
        count(lines, counted)
        step.data["pieces"] = {str(pk): number for pk, number in counted.items()}
        step.data["missing"] = sum(line.quantity - (line.received_quantity or 0) for line in lines.values())
        if rules.step(step.case.kind, step.case.status, "receive", step.role):
            step.case.received_at = now
            move(step, "receive", message)
        elif step.case.received_at and step.role is not Role.CUSTOMER and step.case.status not in rules.FINAL:
            note(step, "receive_more", **step.data)
        else:
            raise NotAllowed
        transaction.on_commit(partial(goods_received.send_robust, Case, case=step.case))
    return step.case


def count(lines: Mapping[int, CaseLine], counted: Mapping[int, int]) -> None:
    """Raises WrongCount for too many, for fewer than before, and when nothing is new."""
    if set(counted) - set(lines):
        raise WrongCount
    before = {pk: line.received_quantity or 0 for pk, line in lines.items()}
    after = {**before, **counted}
    if lines and (sum(after.values()) <= sum(before.values()) or not sum(after.values())):
        raise WrongCount
    for pk, line in lines.items():
        if not before[pk] <= after[pk] <= line.quantity:
            raise WrongCount
        line.received_quantity = after[pk]
        line.save(update_fields=["received_quantity"])


def inspect(
    case: Case,
    *,
    by: Person,
    version: int | None,
    now: datetime,
    findings: Sequence[Finding],
    message: str = "",
) -> Case:
    """What each line comes to. A reduction is for value lost by more than trying the goods (W9, art. 14(2)).

    Raises Refused: every line needs a finding, every reduction an amount and a reason.
    """
    with locked(case, by, version, now) as step:
        found = {finding.line: finding for finding in findings}
        lines = list(step.case.lines.select_related("order_line__order").order_by("pk"))
        if set(found) != {line.pk for line in lines} or len(found) != len(findings):
            raise NotLookedAt
        for line in lines:
            write_down(line, found[line.pk])
        step.case.inspected_at = now
        step.data["lines"] = [told(line) for line in lines]
        move(step, "inspect", message)
    return step.case


def write_down(line: CaseLine, finding: Finding) -> None:
    reduction = finding.reduction if finding.outcome == Outcome.REDUCED else None
    if finding.outcome not in Outcome.values:
        raise NotLookedAt
    if finding.outcome != Outcome.ACCEPTED and not finding.reason.strip():
        raise NoReason
    if finding.outcome == Outcome.REDUCED:
        worth = line_worth(line)
        if reduction is None or not reduction.is_finite() or reduction <= 0 or (worth and reduction > worth):
            raise WrongReduction
    line.outcome = Outcome(finding.outcome)
    line.reduction = reduction
    line.reduction_reason = "" if finding.outcome == Outcome.ACCEPTED else finding.reason.strip()
    line.save(update_fields=["outcome", "reduction", "reduction_reason"])


def told(line: CaseLine) -> dict[str, str | int]:
    """For the history: what was found stays, whatever becomes of the line."""
    reduction = {"reduction": str(line.reduction), "reason": line.reduction_reason} if line.reduction else {}
    return {"line": line.pk, "outcome": str(line.outcome), **reduction}
