"""News of withdrawals.

Within the transaction, so that what a receiver writes is kept with the row, or (when the receiver fails) made up for
by tick; receivers write rows and ask nobody:
withdrawal_written: withdrawal (returns.models.Withdrawal), send_at (datetime): the acknowledgement's row
owner_to_tell: withdrawal, order (Order): somebody gave another address than the order's own, which should hear of it
stop_dispatch: case: somebody has withdrawn from an order that was not handed to the carrier yet
After commit:
withdrawal_submitted: withdrawal
withdrawal_matched: withdrawal, case: its case is open or confirmed
"""

from django.dispatch import Signal

withdrawal_written = Signal()
owner_to_tell = Signal()
withdrawal_submitted = Signal()
withdrawal_matched = Signal()
stop_dispatch = Signal()
