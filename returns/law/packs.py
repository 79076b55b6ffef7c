"""The law of a country as numbers, each with its source; what is the same everywhere in the Union is EU_BASE.

The pack follows the consumer's country (Rome I art. 6), never the language of the screen. "UoPK" is the Polish act on
consumer rights of 30 May 2014, "KC" the Polish, "BGB" the German civil code, "ЗоЗПП" the Russian consumer act.

Art. 11a of Directive 2011/83/EU (the withdrawal function, from 19 June 2026): Germany has BGB §356a. Poland was late:
the change to the UoPK stood in the consumer-credit bill UC82; in what was read in March 2026 it was still a draft and
no promulgation was found. The function is built as the Directive says, for all packs of the Union.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Protection(StrEnum):
    """What the buyer is before the law. A VAT number alone makes nobody a business (UoPK art. 7aa)."""

    CONSUMER = "consumer"
    PROTECTED_SOLE_TRADER = "protected_sole_trader"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Pack:
    """Days are calendar days. None: this law sets no such term."""

    code: str
    # W1, Directive 2011/83/EU art. 9(1): 14 days, 30 after an unsolicited visit (only where a country says so).
    withdrawal_days: int | None
    withdrawal_days_after_visit: int | None
    # W5, art. 10(1): how much longer when nobody told the consumer.
    uninformed_months: int
    # W7 and W9, art. 13(1) and 14(1).
    refund_days: int
    send_back_days: int
    # W8, art. 13(3): may the refund wait for the goods or the proof that they were sent?
    may_withhold: bool
    # C4, UoPK art. 7a: the complaint's answer; is silence a yes?
    complaint_days: int
    complaint_days_are_law: bool
    silence_accepts: bool
    # C1, Directive (EU) 2019/771 art. 10(1), 11(1).
    liability_months: int | None
    presumption_months: int
    # R1, Directive (EU) 2024/1799: once, after a repair that brings the goods into conformity.
    repair_adds_months: int
    repair_adds_from: date | None
    # C2: repair and replacement come first?
    has_remedy_order: bool
    # C3, C2: money back after a price reduction or the end of the contract for a fault.
    reduction_refund_days: int
    fault_refund_days: int
    # Longest repair and replacement, where the law has a number.
    repair_days: int | None = None
    replacement_days: int | None = None
    # C6: must a refusal carry the statement on out-of-court settlement?
    needs_dispute_statement: bool = False
    # R2: must the choice and the twelve months more be told before a remedy is chosen?
    needs_repair_notice: bool = False
    # Does the refund go down by what it cost the seller to fetch the goods (ЗоЗПП ст. 26.1 п. 4)?
    deducts_return_cost: bool = False
    # Art. 11a: is the withdrawal function owed?
    has_withdrawal_function: bool = False

    @property
    def has_withdrawal(self) -> bool:
        return self.withdrawal_days is not None


# Directives 2011/83/EU and (EU) 2019/771 as they stand, without what a country added. No term for an answer to a
# complaint: "a reasonable time" (2019/771 art. 14(1)(b)); fourteen days are our promise.
EU_BASE = Pack(
    code="eu",
    withdrawal_days=14,
    withdrawal_days_after_visit=14,
    uninformed_months=12,
    refund_days=14,
    send_back_days=14,
    may_withhold=True,
    complaint_days=14,
    complaint_days_are_law=False,
    silence_accepts=False,
    liability_months=24,
    presumption_months=12,
    repair_adds_months=12,
    repair_adds_from=date(2026, 7, 31),
    has_remedy_order=True,
    reduction_refund_days=14,
    fault_refund_days=14,
    needs_repair_notice=True,
    has_withdrawal_function=True,
)
# UoPK art. 27 (14 days; 30 after an unsolicited visit), 28, 29, 32, 34, 7a (14 days, silence accepts), 43c (two years,
# presumed for all of them), 43d, 43e; act of 23 September 2016 art. 32 (dispute statement).
POLAND = replace(
    EU_BASE,
    code="pl",
    withdrawal_days_after_visit=30,
    complaint_days_are_law=True,
    silence_accepts=True,
    presumption_months=24,
    needs_dispute_statement=True,
)
# BGB §355 (14 days), §356(3) (12 months and 14 days), §357 (refund, withholding), §438, §477 (12 months), §475, §193;
# VSBG §37 (statement after an unsettled dispute).
GERMANY = replace(EU_BASE, code="de", needs_dispute_statement=True)
# ЗоЗПП ст. 26.1 (any time before hand-over, 7 days after, 3 months when not told in writing at delivery; money within
# 10 days less the delivery from the consumer), ст. 19 (two years), ст. 18 (five remedies, the buyer's choice), ст. 20
# (repair 45 days), ст. 21 (replacement 7 days), ст. 22 (money 10 days). Terms end on the next working day, ГК ст. 193.
RUSSIA = replace(
    EU_BASE,
    code="ru",
    withdrawal_days=7,
    withdrawal_days_after_visit=7,
    uninformed_months=3,
    refund_days=10,
    send_back_days=14,
    may_withhold=False,
    complaint_days=10,
    complaint_days_are_law=True,
    presumption_months=24,
    repair_adds_months=0,
    repair_adds_from=None,
    has_remedy_order=False,
    reduction_refund_days=10,
    fault_refund_days=10,
    repair_days=45,
    replacement_days=7,
    deducts_return_cost=True,
    needs_repair_notice=False,
    has_withdrawal_function=False,
)
PACKS = {pack.code: pack for pack in (EU_BASE, POLAND, GERMANY, RUSSIA)}
OWN_LAW = {"PL": "pl", "DE": "de", "RU": "ru"}
ALWAYS_ON = frozenset({"eu", "pl", "de"})
# And the EEA, where both Directives hold.
UNION = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO",
    )
)  # fmt: skip


def pack_for(
    country: str, protection: str, enabled: AbstractSet[str] = ALWAYS_ON, home: str = "PL", business_days: int = 14
) -> Pack:
    """`country`: two letters, where the consumer lives. `enabled`: codes of the packs that are switched on.

    Where we know no law the one of the shop's own country (`home`) is given: more than nothing, and what the shop
    knows (Rome I art. 4). Business buyers keep what was agreed with them, and the shop's promise to answer (C8).
    """
    pack = PACKS[_code_of(country.upper(), enabled) or _code_of(home.upper(), enabled) or "eu"]
    if protection != Protection.BUSINESS:
        # The statement on settling disputes is for consumers in the strict sense (KC art. 22(1)).
        strict = protection == Protection.CONSUMER
        return pack if strict else replace(pack, needs_dispute_statement=False)
    return replace(
        pack,
        code=f"{pack.code}-business",
        withdrawal_days=None,
        withdrawal_days_after_visit=None,
        complaint_days=business_days,
        complaint_days_are_law=False,
        silence_accepts=False,
        # KC art. 568: warranty of two years; it may be excluded, which the shop says in its terms.
        presumption_months=0,
        repair_adds_months=0,
        repair_adds_from=None,
        needs_dispute_statement=False,
        needs_repair_notice=False,
        has_withdrawal_function=False,
    )


def _code_of(country: str, enabled: AbstractSet[str]) -> str:
    own = OWN_LAW.get(country, "")
    if own in enabled:
        return own
    return "eu" if country in UNION else ""
