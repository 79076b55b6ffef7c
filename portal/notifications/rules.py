"""When a mail is tried again, and when it is given up. Pure: the clock is a parameter."""

from datetime import datetime, timedelta

MAX_ATTEMPTS = 10
# Longer than connecting and sending may take together (EMAIL_TIMEOUT each).
LEASE = timedelta(minutes=2)
UNREACHABLE_WAIT = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=5)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """After the server refused a mail: in 1, 2, 4 … up to 60 minutes; None when it has been refused often enough."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return now + min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=1))


def next_try_when_unreachable(created_at: datetime, now: datetime) -> datetime | None:
    """While no server answers, a mail has not been tried at all: soon again, for five days."""
    return now + UNREACHABLE_WAIT if now - created_at < GIVE_UP_AFTER else None
