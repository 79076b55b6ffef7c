"""Consumer law as data and pure functions; the map is README.md beside this file.

Rule ids (W1, C4, R1, …) are those of the facts the house was built on; each function names its source.
"""

from returns.law.complaints import (
    AnswerDue,
    Fault,
    Remedy,
    complaint_answer_due,
    guarantee_end,
    is_deemed_accepted,
    liability_end,
    presumption_end,
    remedies,
)
from returns.law.exceptions import EXCEPTIONS, is_proven, missing_evidence
from returns.law.explained import Explained
from returns.law.jurisdiction import Law
from returns.law.money import (
    LineRefund,
    PaidLine,
    PartialRule,
    RefundFacts,
    RefundSum,
    diminished_value,
    refund_amount,
)
from returns.law.packs import PACKS, Pack, Protection, pack_for
from returns.law.refunds import (
    Withholding,
    fault_refund_due,
    may_withhold,
    reduction_refund_due,
    refund_clock,
    refund_due,
    send_back_due,
)
from returns.law.withdrawal import (
    Begins,
    Contract,
    Good,
    Verdict,
    Why,
    withdrawal_end,
    withdrawal_verdict,
    withdrawal_verdicts,
)

__all__ = [
    "EXCEPTIONS",
    "PACKS",
    "AnswerDue",
    "Begins",
    "Contract",
    "Explained",
    "Fault",
    "Good",
    "Law",
    "LineRefund",
    "Pack",
    "PaidLine",
    "PartialRule",
    "Protection",
    "RefundFacts",
    "RefundSum",
    "Remedy",
    "Verdict",
    "Why",
    "Withholding",
    "complaint_answer_due",
    "diminished_value",
    "fault_refund_due",
    "guarantee_end",
    "is_deemed_accepted",
    "is_proven",
    "liability_end",
    "may_withhold",
    "missing_evidence",
    "pack_for",
    "presumption_end",
    "reduction_refund_due",
    "refund_amount",
    "refund_clock",
    "refund_due",
    "remedies",
    "send_back_due",
    "withdrawal_end",
    "withdrawal_verdict",
    "withdrawal_verdicts",
]
