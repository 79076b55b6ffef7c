"""A remedy is carried out: repaired (R1: twelve months more) or replaced (the passport moves on)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from returns.access import Person
from returns.actions.step import Step, locked, move
from returns.complaints.errors import MoneyOwed
from returns.complaints.rules import IN_MONEY
from returns.models import Case, DoneRemedy

MOST_SERIALS, LONGEST_SERIAL = 100, 120


def carry_out(
    case: Case,
    *,
    by: Person,
    version: int,
    now: datetime,
    remedy: str = "",
    serials: Mapping[int, Sequence[str]] | None = None,
    product: str = "",
    message: str = "",
) -> Case:
    """What was accepted is done: the case is resolved, and each of its lines knows what was done for it.

    `remedy` only where none was fixed before: "repair", "replacement", or "" for another way. `serials`: a
    replacement's numbers by order line. `product`: what it was replaced with, when it is not the same. Raises
    MoneyOwed where money was accepted: that is recorded as a refund.
    """
    with locked(case, by, version, now) as step:
        done = step.case.remedy or remedy
        if step.case.remedy in IN_MONEY:
            raise MoneyOwed
        if not step.case.remedy:
            step.case.remedy = remedy
        if done:
            write_lines(step, done, serials or {}, product)
            step.data["remedy"] = done
        move(step, "resolve", message)
    return step.case


def write_lines(step: Step, remedy: str, serials: Mapping[int, Sequence[str]], product: str) -> None:
    is_replacement = remedy == Case.Remedy.REPLACEMENT
    DoneRemedy.objects.bulk_create(
        DoneRemedy(
            case=step.case,
            order_line_id=line.order_line_id,
            remedy=remedy,
            quantity=line.quantity,
            done_at=step.now,
            serials=clean_serials(serials.get(line.order_line_id, ())) if is_replacement else [],
            product=product[:300] if is_replacement else "",
            is_guarantee=step.case.kind == Case.Kind.GUARANTEE,
        )
        for line in step.case.lines.order_by("pk")
    )


def clean_serials(given: Sequence[str]) -> list[str]:
    """Without blanks and repetitions, as they were written."""
    written = (" ".join(serial.split())[:LONGEST_SERIAL] for serial in given)
    return list(dict.fromkeys(filter(None, written)))[:MOST_SERIALS]
