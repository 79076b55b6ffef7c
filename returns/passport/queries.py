"""Everything about one order line that lasts: until when, which pieces, what happened, which papers."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.http import Http404

from orders.access import get_order
from orders.models import Invoice, Order, OrderLine
from orders.possible import Possible
from orders.queries import invoices_of, lines_of, parcels_of
from returns.law import Explained
from returns.law.contracts import contents_in
from returns.law.words import explain, rests_on
from returns.models import Case, DoneRemedy, ReturnSettings
from returns.panels import cases_about
from returns.passport.story import Step, story
from returns.possible import ways
from returns.queries.eligibility import LineEligibility, OrderEligibility, eligibility


@dataclass(frozen=True)
class Period:
    """`until`: its last day, None while nobody knows when it began; `counted`: how, a line each."""

    until: date | None
    is_over: bool
    counted: list[str]
    # Twelve months more after a conformity repair (R1), or a guarantee that a replacement began anew.
    is_longer: bool = False


@dataclass(frozen=True)
class Passport:
    order: Order
    line: OrderLine
    name: str
    held: int
    delivered_at: datetime | None
    liability: Period
    guarantee: Period | None
    serials: list[str]
    old_serials: list[str]
    replaced: DoneRemedy | None
    possible: list[Possible]
    steps: list[Step]
    cases: list[Case]
    invoices: list[Invoice]
    documents: list[dict[str, str]] = field(default_factory=list)


def passport(person: Any, slug: str, pk: int, own: ReturnSettings, now: datetime) -> Passport:
    """For whoever may read the order, in a number of queries that does not grow with it. Raises Http404."""
    order = get_order(person, slug)
    lines = lines_of(order)
    parcels = parcels_of(order, lines)
    found = eligibility(order, now, lines=lines, shipments=parcels, contents=contents_in(parcels), own=own)
    mine = next((each for each in found.lines if each.line.pk == pk), None)
    if mine is None:
        raise Http404
    line, done = mine.line, list(mine.line.done_remedies.all())
    cases = [case for case in cases_about(person, order) if any(item.order_line_id == pk for item in case.lines.all())]
    replaced = next((each for each in reversed(done) if each.remedy == Case.Remedy.REPLACEMENT), None)
    return Passport(
        order=order,
        line=line,
        name=(replaced.product if replaced else "") or line.name,
        held=line.quantity - line.returned_quantity + still_here(cases, pk),
        delivered_at=mine.held.delivered,
        liability=_period(mine.complaint.until, found, now, is_longer=mine.held.repaired is not None),
        guarantee=_guarantee(mine, found, now),
        serials=current_serials(line, replaced),
        old_serials=[number for number in line.serial_numbers if number not in current_serials(line, replaced)],
        replaced=replaced,
        possible=possible_with(found, mine, person, own, now),
        steps=story(order, line, mine.held.delivered, done, cases),
        cases=cases,
        invoices=[invoice for invoice in invoices_of(order, person) if invoice.is_ready],
        documents=[each for each in line.documents if each.get("url")],
    )


def still_here(cases: list[Case], pk: int) -> int:
    """Pieces that are promised to go back and have not left."""
    waiting = (
        case
        for case in cases
        if case.kind in {Case.Kind.WITHDRAWAL, Case.Kind.RETURN}
        and not (case.closed_at or case.received_at or case.dispatched_at)
    )
    return sum(item.quantity for case in waiting for item in case.lines.all() if item.order_line_id == pk)


def current_serials(line: OrderLine, replaced: DoneRemedy | None) -> list[str]:
    """Of what the customer has now: where only some pieces were replaced, the old numbers stay beside the new ones."""
    if replaced is None or not replaced.serials:
        return list(line.serial_numbers)
    if replaced.quantity >= line.quantity:
        return list(replaced.serials)
    return list(dict.fromkeys([*line.serial_numbers, *replaced.serials]))


def possible_with(
    found: OrderEligibility, mine: LineEligibility, person: Any, own: ReturnSettings, now: datetime
) -> list[Possible]:
    """What is open first, in the order of its last day; the withdrawal period still is that of the whole order."""
    alone = replace(found, lines=[mine])
    return sorted(
        ways(alone, person, own, now, mine.line), key=lambda each: (not each.is_open, each.until or date.max)
    )


def _guarantee(mine: LineEligibility, found: OrderEligibility, now: datetime) -> Period | None:
    if not mine.line.guarantee_months:
        return None
    return _period(mine.guarantee.until, found, now, is_longer=mine.held.guaranteed_since is not None)


def _period(until: Explained | None, found: OrderEligibility, now: datetime, *, is_longer: bool) -> Period:
    if until is None:
        return Period(None, False, [])
    said = until.as_dict()
    counted = [*explain(said), *filter(None, [rests_on(said)])]
    return Period(until.day, bool(until.day and found.law.day(now) > until.day), counted, is_longer)
