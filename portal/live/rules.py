"""How long things of the moment live. No clock, no database."""

from datetime import datetime, timedelta

# --- Streams ---------------------------------------------------------------------------------------

# How often a process looks for news while a stream is open, in seconds.
BEAT = 0.3
# A silent stream says so, so that a proxy keeps it and a lost browser is noticed, in seconds.
HEARTBEAT = 10.0
# Whoever is at the door is asked again, in seconds: signed out, disabled, no longer her case.
DOOR = 5.0
# A stream ends by itself, in seconds; the browser comes back through the door.
LIFE = 240.0
# Of one session, so that one person with many windows does not take everybody's.
STREAMS_A_PERSON = 3
# Where none of them takes a thread (portal.live.asgi).
STREAMS_A_PROCESS = 4000
# A page that is younger than this has missed nothing when it begins to listen.
LOOK_BACK = timedelta(seconds=20)
# A row may be written a moment after one with a higher id: so far back each look goes.
LATE_ROWS = timedelta(seconds=5)
NEWS_KEPT = timedelta(minutes=15)

# --- People ----------------------------------------------------------------------------------------

# Three of the page's signs of life.
HERE = timedelta(seconds=35)
TYPING = timedelta(seconds=6)
PRESENCE_KEPT = timedelta(minutes=30)
# A tab in the background asks once a minute at most.
AVAILABLE = timedelta(minutes=3)
# The page is closed, the phone is in the pocket: the conversation is over.
CUSTOMER_GONE = timedelta(minutes=10)


def is_here(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at < HERE


def is_typing(typed_at: datetime | None, now: datetime) -> bool:
    return typed_at is not None and now - typed_at < TYPING


# --- Conversations -----------------------------------------------------------------------------------


def waited_too_long(waits_since: datetime, minutes: int, now: datetime) -> bool:
    return now - waits_since >= timedelta(minutes=minutes)


def is_due_by_mail(written_at: datetime, minutes: int, now: datetime) -> bool:
    """Nobody saw it on the page for so long."""
    return now - written_at >= timedelta(minutes=minutes)
