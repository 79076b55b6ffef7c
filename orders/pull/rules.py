"""When a shop is asked again. Pure: the clock and the shop's wishes are parameters."""

from datetime import timedelta

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
LEASE = timedelta(minutes=5)
# Without a cursor: how far back the first asking goes.
FIRST_LOOK_BACK = timedelta(days=90)
RUNS_ARE_KEPT = timedelta(days=30)


def wait_after_failure(attempts: int, asked_for: timedelta, *, needs_a_person: bool) -> timedelta:
    """1, 2, 4 … minutes up to six hours, never less than the shop asked for; a wrong key waits for a person."""
    if needs_a_person:
        return max(LONGEST_WAIT, asked_for)
    return max(min(FIRST_WAIT * 2 ** min(max(attempts, 1) - 1, 12), LONGEST_WAIT), asked_for)
