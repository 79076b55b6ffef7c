"""News of mails, sent after commit.

mail_queued: mail (Mail), it waits to be sent
"""

from django.dispatch import Signal

mail_queued = Signal()
