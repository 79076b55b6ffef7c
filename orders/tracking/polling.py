"""When a carrier is asked again. Pure: the clock and the luck (0 to 1, for jitter) are parameters."""

from datetime import datetime, timedelta

from orders.models import Shipment

S = Shipment.Status

SOON = frozenset({S.OUT_FOR_DELIVERY, S.READY_FOR_PICKUP, S.PICKUP_REMINDER})
RARELY = frozenset({S.UNKNOWN, S.ANNOUNCED, S.EXPIRED})
FINAL = frozenset({S.DELIVERED, S.RETURNED, S.CANCELLED})

QUARTER, TWO_HOURS, HALF_A_DAY = timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12)
AFTER_THE_END = timedelta(days=3)  # a parcel "delivered" by mistake is seen again within days
LONGEST = timedelta(days=60)
LEASE = timedelta(minutes=10)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=5), timedelta(hours=12)
TRIES_BEFORE_PAUSE = 5
LONGEST_PAUSE = timedelta(hours=6)
SPREAD = 0.2


def next_poll(
    status: str, since: datetime | None, known_since: datetime, now: datetime, luck: float
) -> datetime | None:
    """The next question, or None: it is over. `since`: when the status began; `known_since`: the parcel."""
    if now - known_since > LONGEST:
        return None
    if status in FINAL and now - (since or known_since) > AFTER_THE_END:
        return None
    if status in SOON:
        pause = QUARTER
    elif status in RARELY or status in FINAL:
        pause = HALF_A_DAY
    else:
        pause = TWO_HOURS
    return now + _about(pause, luck)


def retry_at(attempts: int, now: datetime, luck: float) -> datetime:
    """After the n-th failure in a row (from 1): 5, 10, 20 … minutes, at most 12 hours."""
    return now + _about(min(FIRST_RETRY * 2 ** min(attempts - 1, 12), LONGEST_RETRY), luck)


def paused_until(failures: int, now: datetime, wish: timedelta | None = None) -> datetime | None:
    """The carrier itself is in trouble: after five failures in a row nobody asks it for a while, ever longer.

    `wish`: what its Retry-After said, followed at once, up to six hours.
    """
    pause = timedelta(0) if wish is None else wish
    if failures >= TRIES_BEFORE_PAUSE:
        pause = max(pause, FIRST_RETRY * 2 ** min(failures - TRIES_BEFORE_PAUSE, 12))
    return now + min(pause, LONGEST_PAUSE) if pause else None


def take_token(tokens: float, filled_at: datetime, now: datetime, per_minute: int) -> tuple[float, timedelta]:
    """(tokens left, how long to wait). A bucket of a tenth of a minute's questions, so that none come in a burst."""
    size = max(1.0, per_minute / 10)
    filled = min(size, tokens + max(0.0, (now - filled_at).total_seconds()) * per_minute / 60)
    if filled >= 1:
        return filled - 1, timedelta(0)
    return filled, timedelta(seconds=(1 - filled) * 60 / per_minute)


def _about(pause: timedelta, luck: float) -> timedelta:
    """The pause, a tenth shorter or longer, so that parcels of one morning do not ask in the same second."""
    return pause * (1 - SPREAD / 2 + SPREAD * luck)
