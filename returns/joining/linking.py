"""Cases that belong together without being one, and a "thank you" that asks for nothing."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from returns.access import Person
from returns.actions.sorting import agents_only
from returns.actions.step import Step, locked, note
from returns.errors import Refused
from returns.models import Case, Message


def link(case: Case, other: Case, *, by: Person, now: datetime) -> None:
    """Both ways."""
    _both(case, other, by, now, linked=True)


def unlink(case: Case, other: Case, *, by: Person, now: datetime) -> None:
    _both(case, other, by, now, linked=False)


def _both(case: Case, other: Case, by: Person, now: datetime, *, linked: bool) -> None:
    if case.pk == other.pk:
        raise Refused(_("This is the case itself. Name the other one."))
    first, second = sorted((case, other), key=lambda each: each.pk)
    with locked(first, by, None, now) as one, locked(second, by, None, now) as two:
        agents_only(one)
        agents_only(two)
        if one.case.related.filter(pk=second.pk).exists() == linked:
            one.changes = two.changes = False
            return
        (one.case.related.add if linked else one.case.related.remove)(two.case)
        note(one, "link" if linked else "unlink", {"case": two.case.reference})
        note(two, "link" if linked else "unlink", {"case": one.case.reference})


def say_thanks(case: Case, *, by: Person, now: datetime, version: int | None = None) -> Case:
    """The customer's last message needs no reply: the case is where it was before it. Raises Refused."""
    with locked(case, by, version, now) as step:
        agents_only(step)
        message = last_word(step.case)
        if step.case.unanswered_since is None or message is None or message.author != Message.Author.CUSTOMER:
            raise Refused(_("The customer is not waiting for an answer."))
        if step.case.messages.filter(author=Message.Author.AGENT, internal=False).exists() is False:
            raise Refused(_("Nobody has answered this case yet: a first message needs an answer."))
        message.no_reply_needed = True
        message.save(update_fields=["no_reply_needed"])
        mark(step, message)
    return step.case


def mark(step: Step, message: Message) -> None:
    case, before = step.case, step.case.status
    event = case.events.filter(verb="answer", data__message=message.pk).first()
    case.status = event.data["from"] if event and event.data["to"] == before else before
    case.unanswered_since = None
    # It was not answered, there was nothing to answer.
    step.answered = False
    data = {"message": message.pk, "since": message.created_at.isoformat()}
    if case.status != before:
        data |= {"from": before, "to": case.status}
    note(step, "thanks", data)


def last_word(case: Case) -> Message | None:
    public = case.messages.filter(internal=False).exclude(author=Message.Author.SYSTEM)
    return public.order_by("created_at", "pk").last()
