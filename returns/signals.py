"""News of cases, sent after commit.

case_opened: case (returns.models.Case)
message_posted: message (Message; never an internal note, the first message of a new case, or words that came
    with a decision)
note_written: message (Message; an internal note, for agents only)
case_changed: case, event (CaseEvent: approve, receive, refund, decline, cancel or close; event.data["message"] is
    the id of what the agent wrote with it, event.data["amount"] and ["currency"] what was refunded)
case_emptied: case; within the transaction that takes its words out (returns.erasing)
"""

from django.dispatch import Signal

case_opened = Signal()
message_posted = Signal()
note_written = Signal()
case_changed = Signal()
case_emptied = Signal()
