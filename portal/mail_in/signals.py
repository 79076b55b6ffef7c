"""News of mails that came in, sent after commit.

mail_received: mail (IncomingMail), it waits to be read
parts_refused: mail (IncomingMail, in its case), refusals (list of sentences in the customer's language)
"""

from django.dispatch import Signal

mail_received = Signal()
parts_refused = Signal()
