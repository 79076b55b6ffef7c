"""Mails about a call, each with the call for her calendar; written in the transaction that makes the news."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from orders.templatetags.formats import day
from portal.accounts.models import User
from portal.callbacks.models import Callback
from portal.callbacks.tokens import token_of, uid_of
from portal.mail_in.addresses import reply_address
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.models import Mail
from portal.notifications.optional import first_name
from returns.hours.wording import clock_of

GONE = frozenset({Callback.State.CANCELLED, Callback.State.MISSED})


def tell(kind: str, callback: Callback, dedupe_key: str) -> Mail:
    case = callback.case
    person = case.customer
    language = person.language if isinstance(person, User) else case.language
    with override(language):
        moment = f"{day(callback.begins)}, {clock_of(callback.begins)}–{clock_of(callback.ends)}"
    return queue_mail(
        kind,
        person.email if isinstance(person, User) else case.email,
        language,
        {
            "name": first_name(person) or callback.name,
            "reference": case.reference,
            "moment": moment,
            "phone": callback.phone,
            "answer_by": case.due_at,
            "url": page_url("callbacks:call", language, token=token_of(callback)),
        },
        dedupe_key=dedupe_key,
        reply_to=reply_address(case),
        calendar=calendar_of(callback, language),
    )


def calendar_of(callback: Callback, language: str) -> str:
    """One entry; under the same UID a newer one moves it, or takes it away."""
    with override(language):
        calendar, event = Calendar(), Event()
        calendar.add("prodid", "-//Aftercare//Calls//EN")
        calendar.add("version", "2.0")
        is_gone = callback.state in GONE
        calendar.add("method", "CANCEL" if is_gone else "PUBLISH")
        event.add("uid", f"call-{uid_of(callback)}@{urlsplit(settings.SITE_URL).hostname}")
        event.add("dtstamp", (callback.finished_at or callback.booked_at).astimezone(UTC))
        event.add("sequence", callback.sequence + is_gone)
        event.add("status", "CANCELLED" if is_gone else "CONFIRMED")
        event.add("dtstart", callback.begins.astimezone(UTC))
        event.add("dtend", callback.ends.astimezone(UTC))
        event.add("summary", _("The shop calls you (%(number)s)") % {"number": callback.case.reference})
        event.add("description", _("We call %(phone)s.") % {"phone": callback.phone})
        event.add("class", "PRIVATE")
        calendar.add_component(event)
        content: bytes = calendar.to_ical()
        return content.decode()
