"""Goods on their way back, beside the case on the desk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template

from returns.access import role_of
from returns.case_panels import is_empty
from returns.law.words import explain
from returns.logistics.labels import may_have_a_label
from returns.logistics.money import Proposal
from returns.logistics.queries import journey
from returns.logistics.rules import EXPECTED, customer_keeps_it
from returns.models import Case, CaseLine, CaseRefund, DispatchProof, ReturnLabel, ReturnParcel
from returns.rules import FINAL, Role

register = template.Library()


@dataclass(frozen=True, slots=True)
class WayBack:
    by: date | None
    waiting: list[DispatchProof]
    parcels: list[ReturnParcel]
    label: ReturnLabel | None
    found: list[CaseLine]
    refunds: list[CaseRefund]
    may_work: bool
    may_have_a_label: bool
    may_take_it_back: bool
    # Something came, and something is still missing.
    is_part: bool
    # Settled with the item where it is.
    is_kept: bool

    @property
    def is_told(self) -> bool:
        """Is there anything to say about a case that goods need not come back for?"""
        return bool(self.parcels or self.label or self.found or self.refunds or self.waiting)


@register.simple_tag(takes_context=True)
def way_back(context: dict[str, Any], case: Case) -> WayBack | None:
    """None for a case that goods never come back for."""
    if case.order is None or (case.kind not in EXPECTED and case.kind != Case.Kind.DELIVERY):
        return None
    way, lines = journey(case), _lines(case)
    is_over = case.status in FINAL
    came = any(line.received_quantity for line in lines)
    found = WayBack(
        by=way.by,
        waiting=[] if is_over else [each for each in way.proofs if each.state == DispatchProof.State.WAITING],
        parcels=way.parcels,
        label=way.label,
        found=[line for line in lines if line.outcome or line.received_quantity is not None],
        refunds=[] if is_empty(case, "has_refunds") else list(case.refunds.all()),
        may_work=role_of(context["request"].user, case) is Role.AGENT,
        may_have_a_label=may_have_a_label(case),
        may_take_it_back=way.label is not None and not is_over and case.received_at is None,
        is_part=came and not is_over and any((line.received_quantity or 0) < line.quantity for line in lines),
        is_kept=case.received_at is None and customer_keeps_it(case.kind, case.remedy),
    )
    return found if found.is_told or found.is_kept or case.kind in EXPECTED else None


def _lines(case: Case) -> list[CaseLine]:
    read = vars(case).get("_prefetched_objects_cache", {}).get("lines")
    return list(case.lines.select_related("order_line").order_by("pk") if read is None else read)


@register.filter
def counted(known: Proposal) -> list[str]:
    return explain(known.explanation, known.currency)
