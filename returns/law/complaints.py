"""Complaints: when an answer is due (C4, C9), how long the seller is liable (C1, R1), what may be asked for (C2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from returns.law.days import Counted, months_after, plain_days_after, start
from returns.law.explained import Explained
from returns.law.jurisdiction import Law
from returns.law.packs import Protection

REMEDIES = ("repair", "replacement", "reduction", "withdrawal")


class AnswerDue(NamedTuple):
    """`internal` is what we keep; `legal` the latest moment by law, without a value where no law has one."""

    internal: Explained
    legal: Explained


def complaint_answer_due(received_at: datetime, law: Law) -> AnswerDue:
    """C4: 14 days from receipt, questions do not stop it. C9: ours is not moved, the law's is (KC art. 115).

    Where no law has a number (Union, Germany; businesses, C8) ours is the shop's promise.
    """
    number = law.pack.complaint_days
    counted = plain_days_after(law.day(received_at), number, "complaint_received")
    rule = "complaint_answer" if law.pack.complaint_days_are_law else "complaint_answer_promised"
    said: dict[str, Any] = {"days": number, "since": received_at, "silence_accepts": law.pack.silence_accepts}
    if not law.pack.complaint_days_are_law:
        return AnswerDue(
            law.explained(rule, counted, merchant=True, **said),
            Explained(None, "complaint_answer_no_term", law.inputs(merchant=True)),
        )
    latest = law.latest_for_merchant(counted)
    return AnswerDue(
        law.explained(rule, counted, merchant=True, latest=latest.day, **said),
        law.explained("complaint_answer_latest", latest, merchant=True, **said),
    )


def liability_end(delivered: datetime | date | None, repaired: datetime | date | None, law: Law) -> Explained:
    """C1: two years from delivery, to the day; R1: twelve months more, once, after a conformity repair was completed.

    No value: nobody knows the day of delivery, so it has not ended. A term for a fault to show itself, not for an act
    of somebody's: it is not moved off days off.
    """
    months = law.pack.liability_months
    if delivered is None or months is None:
        return Explained(None, "liability_unknown", law.inputs(), [{"what": "unknown"}])
    first = months_after(law.day(delivered), months, "delivered")
    if repaired is None or not _repair_counts(law.day(repaired), law):
        return law.explained("liability", first, months=months, delivered=delivered)
    more = law.pack.repair_adds_months
    day = months_after(law.day(delivered), months + more).day
    then = [start(law.day(repaired), "repaired"), {"date": day.isoformat(), "what": "months_more", "number": more}]
    counted = Counted(day, [*first.steps, *then])
    return law.explained("liability_after_repair", counted, months=months + more, delivered=delivered)


def presumption_end(delivered: datetime | date, law: Law) -> Explained:
    """Until when a fault is presumed to have been there at delivery (2019/771 art. 11(1); UoPK 43c: two years)."""
    number = law.pack.presumption_months
    counted = months_after(law.day(delivered), number, "delivered")
    return law.explained("presumption", counted, months=number, delivered=delivered)


def guarantee_end(delivered: datetime | date | None, months: int, law: Law) -> Explained:
    """C7: the guarantor's own promise, in months from delivery. It goes beside the law, never in its place."""
    if delivered is None:
        return Explained(None, "guarantee_unknown", law.inputs(months=months), [{"what": "unknown"}])
    counted = months_after(law.day(delivered), months, "delivered")
    return law.explained("guarantee", counted, months=months, delivered=delivered)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is known when a remedy is chosen (C2). Immateriality must be shown; a fault is presumed material."""

    is_immaterial: bool = False
    # Repair or replacement was refused, not done in reasonable time or at all, did not help, or clearly will not be.
    was_refused: bool = False
    was_not_done: bool = False
    persists: bool = False
    is_serious: bool = False
    will_not_be_done: bool = False
    repair_impossible: bool = False
    replacement_impossible: bool = False

    @property
    def opens_second_step(self) -> bool:
        both = self.repair_impossible and self.replacement_impossible
        tried = self.was_refused or self.was_not_done or self.persists
        return both or tried or self.is_serious or self.will_not_be_done


@dataclass(frozen=True, slots=True)
class Remedy:
    """`why`: "" when it may be had now, else "impossible", "after_repair_or_replacement" or "immaterial"."""

    code: str
    why: str = ""

    @property
    def is_open(self) -> bool:
        return not self.why


def remedies(fault: Fault, law: Law) -> list[Remedy]:
    """All four, in the law's order (2019/771 art. 13; UoPK art. 43d, 43e); in Russia the buyer's free choice (ст. 18).

    The customer may ask for any of them (C5): what is not open yet is the merchant's answer, not a locked form.
    """
    free = not law.pack.has_remedy_order
    later = "" if free or fault.opens_second_step else "after_repair_or_replacement"
    immaterial = "immaterial" if fault.is_immaterial and not free else ""
    return [
        Remedy("repair", "impossible" if fault.repair_impossible else ""),
        Remedy("replacement", "impossible" if fault.replacement_impossible else ""),
        Remedy("reduction", later),
        Remedy("withdrawal", immaterial or later),
    ]


def is_deemed_accepted(received_at: datetime, answered_at: datetime | None, now: datetime, law: Law) -> bool:
    """C4: Polish consumers only; after the latest day by law has passed without an answer to the claim."""
    latest = complaint_answer_due(received_at, law).legal.day
    if not law.pack.silence_accepts or latest is None or law.protection == Protection.BUSINESS:
        return False
    return law.day(answered_at or now) > latest


def _repair_counts(repaired: date, law: Law) -> bool:
    begins = law.pack.repair_adds_from
    return bool(law.pack.repair_adds_months) and begins is not None and repaired >= begins
