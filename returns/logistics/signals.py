"""News of goods that come back, sent after commit.

return_dispatched: case; the carrier has the parcel, or an agent confirmed the receipt (case.dispatched_at)
label_ready: label (ReturnLabel)
goods_received: case; the goods are with us, all or a part
return_reminded: reminder (ReturnReminder)
refund_decided: case, amount (Decimal, in the order's currency), refund (CaseRefund)
"""

from django.dispatch import Signal

return_dispatched = Signal()
label_ready = Signal()
goods_received = Signal()
return_reminded = Signal()
refund_decided = Signal()
