"""What is due, by whom, and how it was counted, for people's calendars. The icalendar package folds and escapes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Alarm, Calendar, Event

from returns.law.words import explain, rests_on
from returns.models import Case, Deadline
from returns.queries import clocks_of

# "To be sent back" is worth a word the day before.
REMIND_BEFORE = timedelta(days=1)


def running_deadlines(case: Case) -> list[Deadline]:
    return sorted(clocks_of(case).values(), key=lambda clock: (clock.due_at, clock.pk))


def deadlines_file(case: Case, deadlines: Sequence[Deadline], language: str, now: datetime, url: str = "") -> str:
    """Whole days by the shop's clock, each under the same UID in every file, so a newer one moves it.

    `url`: where its reader sees the case, unless that is the page of somebody with an account.
    """
    with override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//Aftercare//Deadlines//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", plain(_("Case %(number)s") % {"number": case.reference}))
        for deadline in deadlines:
            calendar.add_component(entry(case, deadline, now, url or case_url(case)))
        content: bytes = calendar.to_ical()
        return content.decode()


def case_url(case: Case) -> str:
    return settings.SITE_URL + reverse("cases:detail", args=[case.reference])


def entry(case: Case, deadline: Deadline, now: datetime, url: str) -> Event:
    day = timezone.localdate(deadline.due_at)
    title = _("%(what)s (%(number)s)") % {"what": deadline.get_name_display(), "number": case.reference}
    who = _("You must act.") if deadline.who == Deadline.Who.YOU else _("We must act.")
    counted = [*explain(deadline.explanation), rests_on(deadline.explanation)]
    event = Event()
    event.add("uid", f"{case.reference.lower()}-{deadline.name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    # Calendars keep the entry with the higher number.
    event.add("sequence", case.version)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", plain(title))
    event.add("description", "\n".join(plain(line) for line in [case.subject, who, *counted, url] if line))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if deadline.who == Deadline.Who.YOU:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", plain(title))
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event


def plain(text: str) -> str:
    """One line without control characters: a subject is a customer's own words."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
