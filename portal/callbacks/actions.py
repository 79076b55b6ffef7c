"""Book, move, cancel, remind; reached or not. A call is a contact of a case, and every change of it writes to hers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders.models import Order
from portal.callbacks import mails, queries, rules
from portal.callbacks.errors import CallIsOver, SlotTaken
from portal.callbacks.models import Callback, CallbackHour, CallbackSettings
from portal.callbacks.speaking import spoken
from returns.access import Member, Person
from returns.actions import open_case, post_message, take_step
from returns.actions.step import locked, note
from returns.hours.queries import schedule
from returns.joining.queries import continued
from returns.models import Case, Way


@dataclass(frozen=True)
class Wanted:
    """What the customer filled in. `case`: one of hers that the call is about; else a new one is opened."""

    begins: datetime
    phone: str
    question: str
    email: str
    name: str = ""
    order: Order | None = None
    case: Case | None = None


@transaction.atomic
def book(wanted: Wanted, *, by: Member | None, key: UUID, language: str, now: datetime) -> Callback:
    """Raises SlotTaken. The same key twice books one call. `by` None: a guest with an e-mail address."""
    if first := Callback.objects.filter(key=key).first():
        return first
    length = take(wanted.begins, now)
    case = wanted.case
    if case is None:
        with override(language):
            subject = _("Please call me back")
        case, _is_new = open_case(
            by=by,
            kind=Case.Kind.QUESTION,
            subject=first_words(wanted.question) or subject,
            body=wanted.question,
            submission_key=key,
            language=language,
            now=now,
            email="" if by else wanted.email,
            order=wanted.order,
            way=Way.PHONE,
        )
    elif by is not None:
        post_message(case, by=by, body=wanted.question, now=now, key=key, way=Way.PHONE)
    callback = Callback.objects.create(
        case=case,
        key=key,
        phone=wanted.phone,
        name=wanted.name,
        begins=wanted.begins,
        ends=wanted.begins + length,
        booked_at=now,
    )
    wait_until(callback, callback.begins, "booked", now)
    # One mail says both: that we have the question, and when we call.
    mails.tell("callback_booked", callback, f"case-{case.pk}" if wanted.case is None else f"callback-{callback.pk}")
    return callback


@transaction.atomic
def move(callback: Callback, begins: datetime, now: datetime) -> Callback:
    """Raises SlotTaken, CallIsOver."""
    fresh = still_booked(callback)
    if fresh.begins == begins:
        return fresh
    length = take(begins, now)
    give_back(fresh)
    fresh.begins, fresh.ends, fresh.sequence = begins, begins + length, fresh.sequence + 1
    fresh.reminded_at, fresh.tries = None, 0
    fresh.save()
    wait_until(fresh, begins, "moved", now)
    mails.tell("callback_moved", fresh, f"callback-{fresh.pk}-{fresh.sequence}")
    return fresh


@transaction.atomic
def cancel(callback: Callback, now: datetime) -> Callback:
    """The question stays: it is answered in writing. Raises CallIsOver."""
    fresh = still_booked(callback)
    give_back(fresh)
    return write_instead(fresh, Callback.State.CANCELLED, "callback_cancelled", now)


@transaction.atomic
def not_reached(callback: Callback, *, by: Person, now: datetime) -> Callback:
    """Nobody took it: another try, and after the last one we write. Raises CallIsOver."""
    fresh = still_booked(callback)
    fresh.tries, fresh.tried_at, fresh.agent_id = fresh.tries + 1, now, by.pk
    if fresh.tries >= rules.TRIES:
        return write_instead(fresh, Callback.State.MISSED, "callback_missed", now)
    fresh.save()
    with locked(fresh.case, by, None, now) as step:
        note(step, "callback", {"what": "not_reached", "try": fresh.tries})
    return fresh


@transaction.atomic
def reached(
    callback: Callback, *, by: Person, said: str, now: datetime, closes: bool = False, asks: bool = False
) -> Callback:
    """What was said goes into the thread, and to the customer in writing. `asks`: we need something from her now.

    Raises CallIsOver, Refused.
    """
    fresh = still_booked(callback)
    finish(fresh, Callback.State.DONE, now, by)
    if closes:
        take_step(fresh.case, "close", by=by, now=now, message=said)
    else:
        # The customer's question may have been written under the call's own key.
        spoken(fresh.case, by=by, said=said, now=now, key=uuid5(fresh.key, "reached"), asks=asks)
    return fresh


def remind(now: datetime) -> int:
    """For `manage.py tick`."""
    due = list(queries.reminders_due(now))
    for callback in due:
        with transaction.atomic():
            taken = Callback.objects.filter(pk=callback.pk, reminded_at=None, state=Callback.State.BOOKED)
            if not taken.update(reminded_at=now):
                continue
            # Who booked for the next hour knows it.
            if callback.begins - callback.booked_at > 2 * queries.REMIND_BEFORE:
                mails.tell("callback_reminder", callback, f"callback-{callback.pk}-{callback.sequence}-reminder")
    return len(due)


# --- Places ----------------------------------------------------------------------------------------


def take(begins: datetime, now: datetime) -> timedelta:
    """One of the hour's places, by an update that two customers cannot both win; raises SlotTaken."""
    own = CallbackSettings.load()
    length = timedelta(minutes=own.length)
    if not rules.may_be_booked(schedule(), begins, now, length=length):
        raise SlotTaken
    hour, _is_new = CallbackHour.objects.get_or_create(begins=rules.hour_of(begins))
    if not CallbackHour.objects.filter(pk=hour.pk, taken__lt=own.per_hour).update(taken=F("taken") + 1):
        raise SlotTaken
    return length


def give_back(callback: Callback) -> None:
    hour = CallbackHour.objects.filter(begins=rules.hour_of(callback.begins), taken__gt=0)
    hour.update(taken=F("taken") - 1)


def still_booked(callback: Callback) -> Callback:
    fresh = Callback.objects.select_for_update().get(pk=callback.pk)
    if not fresh.is_booked:
        raise CallIsOver
    # Joined with another one meanwhile: the call is about what goes on there.
    fresh.case = continued(fresh.case)
    return fresh


# --- The case --------------------------------------------------------------------------------------


def wait_until(callback: Callback, at: datetime, what: str, now: datetime) -> None:
    """Until the call nobody waits for a word of ours: the clock of the answer begins with it."""
    with locked(callback.case, None, None, now) as step:
        step.case.unanswered_since = at
        note(step, "callback", {"what": what, "begins": callback.begins.isoformat()})
    callback.case = step.case


def write_instead(callback: Callback, state: Callback.State, kind: str, now: datetime) -> Callback:
    """The promise is a new one: we answer in writing, counted from now."""
    finish(callback, state, now)
    wait_until(callback, now, state.value, now)
    mails.tell(kind, callback, f"callback-{callback.pk}-{state.value}")
    return callback


def finish(callback: Callback, state: Callback.State, now: datetime, by: Person | None = None) -> None:
    callback.state, callback.finished_at = state, now
    if by is not None:
        callback.agent_id, callback.tried_at = by.pk, now
    callback.save()


def first_words(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 80 else line[:79].rsplit(" ", 1)[0] + "…"
