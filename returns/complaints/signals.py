"""News of the complaint desk, sent after commit. Steps of a claim are announced by returns.signals.case_changed.

complaint_warned: case, alarm (returns.models.Alarm), day (days after receipt)
complaint_escalated: case, alarm
accepted_by_law: case, decision
"""

from django.dispatch import Signal

complaint_warned = Signal()
complaint_escalated = Signal()
accepted_by_law = Signal()
