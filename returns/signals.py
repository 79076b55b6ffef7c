"""News of cases, sent after commit.

case_opened: case (returns.models.Case)
message_posted: message (Message; never an internal note, never the first message of a new case)
case_changed: case, event (CaseEvent: the step that changed the status)
"""

from django.dispatch import Signal

case_opened = Signal()
message_posted = Signal()
case_changed = Signal()
