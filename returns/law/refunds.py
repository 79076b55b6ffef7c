"""When money must be back and may wait (W7, W8), and when the goods must be on their way (W9)."""

from dataclasses import dataclass
from datetime import datetime

from returns.law.days import Counted, local_day, plain_days_after
from returns.law.explained import Explained
from returns.law.jurisdiction import Law


@dataclass(frozen=True, slots=True)
class Withholding:
    """May the refund still wait? `released_at`: when goods or proof came, whichever was first; `why` one word.

    `why`: "no_right" (law or buyer without it), "we_collect", "goods_back", "dispatched", "waiting".
    """

    may: bool
    why: str
    released_at: datetime | None = None


def refund_due(informed_at: datetime, law: Law) -> Explained:
    """W7: 14 days from the day the trader was told, not moved (a later day would be a worse promise).

    `latest` is the last day by law, moved in the merchant's holidays (Regulation 1182/71 art. 3(4)).
    """
    return _due(informed_at, law, "refund_after_withdrawal", "informed_of_withdrawal", law.pack.refund_days)


def may_withhold(
    law: Law,
    *,
    goods_back_at: datetime | None = None,
    dispatched_at: datetime | None = None,
    we_collect: bool = False,
) -> Withholding:
    """W8, Directive 2011/83/EU art. 13(3), UoPK art. 32(3): until the goods or the proof that they were sent."""
    if not law.pack.may_withhold:
        return Withholding(False, "no_right")
    if we_collect:
        return Withholding(False, "we_collect")
    found = [(at, why) for at, why in ((goods_back_at, "goods_back"), (dispatched_at, "dispatched")) if at]
    if not found:
        return Withholding(True, "waiting")
    at, why = min(found)
    return Withholding(False, why, at)


def refund_clock(informed_at: datetime, withholding: Withholding, law: Law) -> Explained:
    """The day the money must be out when W7 and W8 are taken together. No value: it still waits for the goods.

    Goods or proof after those 14 days: on the day they come ("without undue delay").
    """
    due = refund_due(informed_at, law)
    if withholding.may:
        return Explained(None, "refund_withheld", due.inputs, [*due.steps, {"what": "waiting_for_goods"}])
    released = withholding.released_at and local_day(withholding.released_at, law.tz)
    if not released or due.day is None or released <= due.day:
        return due
    steps = [*due.steps, {"date": released.isoformat(), "what": withholding.why}]
    inputs = {**due.inputs, "released_at": withholding.released_at.isoformat() if withholding.released_at else None}
    latest = law.latest_for_merchant(Counted(released, [])).day
    return Explained(released, "refund_after_goods", inputs, steps, latest)


def send_back_due(withdrawn_at: datetime, law: Law) -> Explained:
    """W9: handed over 14 days after the statement at the latest, in the consumer's holidays."""
    counted = law.for_consumer(law.day(withdrawn_at), law.pack.send_back_days, "withdrawn")
    return law.explained("send_back", counted, days=law.pack.send_back_days, since=withdrawn_at)


def reduction_refund_due(stated_at: datetime, law: Law) -> Explained:
    """C3: 14 days from the consumer's statement that the price is reduced (UoPK art. 43e)."""
    return _due(stated_at, law, "reduction_refund", "stated", law.pack.reduction_refund_days)


def fault_refund_due(back_or_sent_at: datetime, law: Law) -> Explained:
    """C3: 14 days from the goods, or from the proof that they were sent, after a withdrawal for a fault (43e)."""
    return _due(back_or_sent_at, law, "fault_refund", "goods_or_proof", law.pack.fault_refund_days)


def _due(since: datetime, law: Law, rule: str, what: str, number: int) -> Explained:
    counted = plain_days_after(law.day(since), number, what)
    latest = law.latest_for_merchant(counted).day
    return law.explained(rule, counted, merchant=True, latest=latest, days=number, since=since)
