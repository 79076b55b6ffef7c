"""News of calls, sent after commit.

call_queued: call (Call), it waits to be made
"""

from django.dispatch import Signal

call_queued = Signal()
