"""Promised moments and how they were counted, as customers read them."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from babel.dates import format_datetime, format_time
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from orders.templatetags.formats import locale, moment, when
from returns.hours.rules import Schedule, closing, is_open, next_opening
from returns.hours.targets import Promise, Target

# The last minute of a day stands for the whole day (returns.law.days.end_of).
WHOLE_DAY = time(23, 59)
MOMENTS = {
    "came": pgettext_lazy("counting hours", "%(moment)s: your message"),
    "opening": pgettext_lazy("counting hours", "%(moment)s: we open"),
    "open_minutes": pgettext_lazy("counting hours", "%(moment)s: %(span)s of opening hours later"),
    "minutes": pgettext_lazy("counting hours", "%(moment)s: %(span)s later"),
}


def by_when(at: datetime | None) -> str:
    """today, 16:00; only the day where a whole day was promised."""
    if at is None:
        return ""
    return moment(at) if clock_of(at) else when(at)


def clock_of(at: datetime) -> str:
    """16:00; "" where a whole day was promised."""
    local = timezone.localtime(at)
    is_day = (local.hour, local.minute) == (WHOLE_DAY.hour, WHOLE_DAY.minute)
    return "" if is_day else format_time(local, "HH:mm", locale=locale())


def moment_line(what: str, step: Mapping[str, Any]) -> str:
    at = timezone.localtime(datetime.fromisoformat(step["date"]))
    said = format_datetime(at, "EEE d MMM, HH:mm", locale=locale())
    return MOMENTS[what] % {"moment": said, "span": span(step.get("number", 0))}


def span(minutes: int) -> str:
    """3 hours; 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append(ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours})
    if rest or not hours:
        said.append(ngettext("%(number)s minute", "%(number)s minutes", rest) % {"number": rest})
    return " ".join(said)


def sentence(promise: Promise) -> str:
    """What we tell somebody who thinks of writing now."""
    day = by_when(promise.due_at)
    if promise.is_open:
        return _("We answer by %(moment)s.") % {"moment": day}
    return _("We are closed now; we answer by %(moment)s.") % {"moment": day}


def open_now(schedule: Schedule, now: datetime) -> str:
    """For the telephone; "" where no hours are set."""
    if not schedule.has_hours:
        return ""
    if not is_open(schedule, now):
        return _("Closed now. We open %(moment)s.") % {"moment": moment(next_opening(schedule, now))}
    until = closing(schedule, now)
    if until is None:
        return _("Open day and night.")
    # Not `clock_of`: hours until 23:59 are said as they are.
    return _("Open now, until %(moment)s.") % {
        "moment": format_time(timezone.localtime(until), "HH:mm", locale=locale())
    }


def always(target: Target) -> str:
    """The same without a moment: what a page may say that is kept for a day."""
    said = {"span": span(target.seconds // 60)}
    if target.clock == "business":
        return _("A person reads every message. You get an answer within %(span)s of our opening hours.") % said
    return _("A person reads every message. You get an answer within %(span)s.") % said
