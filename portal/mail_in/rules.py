"""Which mails no person wrote, when one is tried again, and how many a case takes. Pure: the clock is a parameter."""

from collections.abc import Mapping
from datetime import datetime, timedelta

MOST_BYTES = 25 * 1024**2
LEASE = timedelta(minutes=5)
MOST_TRIES = 10
# A case takes this many mails an hour; what comes on top is read in the next one.
MOST_AN_HOUR = 20
# Mails that nobody can place are kept whole up to this many an hour, then only their headings.
MOST_UNPLACED_AN_HOUR = 200
KEPT_FOR = timedelta(days=30)


def is_automatic(headers: Mapping[str, str], content_type: str, sender: str) -> bool:
    """Out of office, delivery reports, lists (RFC 3834; Precedence and X-Auto… are older habits).

    `headers` with small letters. A person's mail has "Auto-Submitted: no" or no such line.
    """
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    name = sender.partition("@")[0].lower()
    return (
        submitted not in ("", "no")
        or headers.get("precedence", "").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or headers.get("return-path", "?").strip() in ("<>", "")
        or any(word in headers for word in ("list-id", "x-autoreply", "x-autorespond", "x-failed-recipients"))
        or content_type == "multipart/report"
        or name in ("mailer-daemon", "postmaster", "")
    )


def next_try(attempts: int, now: datetime) -> datetime | None:
    """In 1, 2, 4 … up to 60 minutes; None: it is given up."""
    if attempts >= MOST_TRIES:
        return None
    return now + min(timedelta(minutes=2 ** max(attempts - 1, 0)), timedelta(hours=1))


def next_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)
