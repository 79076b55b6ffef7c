"""Which law answers a claim; its numbers are the law room's."""

from returns.law.jurisdiction import Law
from returns.law.of_orders import law_of
from returns.law.packs import EU_BASE, Protection
from returns.models import Case


def law_of_case(case: Case) -> Law:
    return law_of(case.order)


def owes_statement(law: Law) -> bool:
    """Must a no say how the dispute may be settled out of court (C6; Directive 2013/11/EU art. 13(3))?"""
    in_the_union = law.protection == Protection.CONSUMER and law.pack.code == EU_BASE.code
    return law.pack.needs_dispute_statement or in_the_union
