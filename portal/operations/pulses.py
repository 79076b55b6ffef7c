"""Signs of life: written by tick and the worker, read by probes, metrics and the doctor."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from portal.operations.models import Pulse

Name = Pulse.Name
# tick comes once a minute and sends the worker a sign each time; a long round may take a few.
LATE_SECONDS = 10 * 60


def beat(name: Name, now: datetime, milliseconds: int = 0, failed: Iterable[str] = ()) -> None:
    """It happened at `now`, took so long, and these parts of it failed."""
    said = {"at": now, "milliseconds": milliseconds, "failed": list(failed)}
    if not Pulse.objects.filter(name=name).update(count=F("count") + 1, **said):
        Pulse.objects.get_or_create(name=name, defaults={**said, "count": 1})


def pulses() -> dict[str, Pulse]:
    """By name; what never happened is missing. One question."""
    return {pulse.name: pulse for pulse in Pulse.objects.all()}


def age_in_seconds(pulse: Pulse | None, now: datetime) -> float | None:
    """None: it never happened. A clock that was put back makes no age below nothing."""
    return None if pulse is None else max(0.0, (now - pulse.at).total_seconds())


def is_late(pulse: Pulse | None, now: datetime) -> bool:
    age = age_in_seconds(pulse, now)
    return age is None or age > LATE_SECONDS
