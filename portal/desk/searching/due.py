"""Rows that are missing or older than their case: notes nobody announced, and cases whose process was killed."""

import time
from datetime import datetime, timedelta

from django.db.models import F

from portal.desk.searching.rows import AT_ONCE, write
from returns.models import Case

# How far back changes are looked for; a case without any row is found however old it is.
LOOK_BACK = timedelta(days=2)
SECONDS = 10


def catch_up(now: datetime) -> int:
    """For `manage.py tick`: writes what is due, for SECONDS at most; how many cases."""
    end, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < end and (keys := due(now)):
        count += write(keys)
    return count


def due(now: datetime) -> list[int]:
    recent = Case.objects.filter(updated_at__gt=now - LOOK_BACK, latest__as_of__lt=F("updated_at"))
    changed = list(recent.order_by("-updated_at").values_list("pk", flat=True)[:AT_ONCE])
    missing = Case.objects.filter(latest=None).order_by("-pk").values_list("pk", flat=True)
    return changed or list(missing[:AT_ONCE])
