"""The one door out: whatever this portal asks of another machine by HTTP goes through `Door`."""

from orders.outbound.addresses import BadAddress, NotReached, Rules
from orders.outbound.door import Answer, Door, Limits, TooLarge, TooSlow

__all__ = ["Answer", "BadAddress", "Door", "Limits", "NotReached", "Rules", "TooLarge", "TooSlow"]
