"""What tick does for this room: who is due for an offer, mails about offers, and who asked us after all."""

from datetime import datetime

from portal.proactive.actions import nudge
from portal.proactive.mail import send_mails
from portal.proactive.settling import look_for_contacts


def help_before_asked(now: datetime) -> None:
    nudge(now)
    send_mails(now)
    look_for_contacts(now)
