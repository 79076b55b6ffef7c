"""What an agent is told about time, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.hours.wording import by_when


@dataclass(frozen=True)
class Due:
    level: str  # none, later, today, overdue
    icon: str
    text: str


def due(due_at: datetime | None, now: datetime) -> Due:
    if due_at is None:
        return Due("none", "", _("Nothing due"))
    if due_at < now:
        return Due("overdue", "warning", _("Overdue by %(time)s") % {"time": span(now - due_at)})
    level = "today" if due_at <= end_of_today(now) else "later"
    return Due(level, "time", _("Due %(moment)s") % {"moment": by_when(due_at)})


def end_of_today(now: datetime) -> datetime:
    return localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)


def span(length: timedelta) -> str:
    """A length of time in its largest unit, rounded down."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
