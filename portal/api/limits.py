"""Requests a minute of each key, over all processes, for far less than one write a request.

Each process counts its own and adds them to the key's row now and then; what the others added stands in the row that
is read with every request anyway. A key may so go over by what the other processes have not added yet.
"""

import threading
from datetime import datetime, timedelta

from django.db.models import F, Q

from portal.api.models import ApiKey

EVERY = timedelta(seconds=5)
AT_MOST = 100

_lock = threading.Lock()
# pk of the key: (its minute, not added yet, when it was last added)
_counts: dict[int, tuple[datetime, int, datetime]] = {}


def take(key: ApiKey, now: datetime) -> int:
    """Take one request of this minute. 0, or the seconds until there are new ones."""
    minute = now.replace(second=0, microsecond=0)
    with _lock:
        began, mine, added_at = _counts.get(key.pk, (minute, 0, now - EVERY))
        mine = mine + 1 if began == minute else 1
        spent = mine + (key.used if key.minute == minute else 0)
        if spent > key.requests_a_minute:
            return 60 - now.second
        is_due = mine >= AT_MOST or now - added_at >= EVERY or key.last_used_at is None
        _counts[key.pk] = (minute, 0, now) if is_due else (minute, mine, added_at)
    if is_due:
        _add(key, minute, mine, now)
    return 0


def _add(key: ApiKey, minute: datetime, count: int, now: datetime) -> None:
    row = ApiKey.objects.filter(pk=key.pk)
    if not row.filter(minute=minute).update(used=F("used") + count, last_used_at=now):
        row.filter(Q(minute=None) | Q(minute__lt=minute)).update(minute=minute, used=count, last_used_at=now)


def forget_counts() -> None:
    """For tests, and for nobody else: a process's own counts."""
    with _lock:
        _counts.clear()
