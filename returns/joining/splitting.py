"""Two things in one thread become two cases: chosen messages move into a new question."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from returns import rules
from returns.access import Person
from returns.actions.opening import free_reference
from returns.actions.sorting import agents_only
from returns.actions.step import Step, keep, locked, note
from returns.errors import Refused
from returns.joining.merging import move_thread
from returns.joining.queries import said_in
from returns.joining.rules import unanswered, why_not_split
from returns.joining.wording import WHY_NOT_SPLIT
from returns.models import Case, CaseEvent, Message
from returns.rules import Role
from returns.signals import case_opened


def split(
    case: Case, *, by: Person, messages: Collection[int], subject: str, now: datetime, version: int | None = None
) -> Case:
    """The new question, which starts now. Raises Refused, SomeoneWasFaster, NotAllowed."""
    if not subject.strip():
        raise Refused(_("Say in a few words what the new question is about."))
    with locked(case, by, version, now) as step:
        agents_only(step)
        if no := why_not_split(said_in(step.case), messages):
            raise Refused(WHY_NOT_SPLIT[no])
        new = begin(step, subject.strip()[:200])
        move_thread(sorted(messages), step.case, new)
        # A reply that moved along was its first; there is no first reply before a case began.
        replied = new.messages.filter(author=Message.Author.AGENT, internal=False).exists()
        new.first_reply_at = now if replied else None
        new.unanswered_since = now if unanswered(said_in(new)) else None
        new.status = Case.Status.OPEN if new.unanswered_since else Case.Status.WAITING
        settle_rest(step)
        note(step, "split", {"case": new.reference, "messages": sorted(messages)})
        first = new.messages.order_by("created_at", "pk")[0]
        CaseEvent.objects.create(
            case=new, at=now, verb="open", actor_id=by.pk,
            data={"to": new.status, "message": first.pk, "split_from": step.case.reference},
        )  # fmt: skip
        keep(new, now, step.role)
        step.case.related.add(new)
        transaction.on_commit(partial(case_opened.send_robust, Case, case=new))
    return new


def begin(step: Step, subject: str) -> Case:
    """The same customer, order, language and place at the desk."""
    old = step.case
    new = Case.objects.create(
        kind=Case.Kind.QUESTION,
        reference=free_reference(Case.Kind.QUESTION),
        customer_id=old.customer_id,
        email=old.email,
        language=old.language,
        order=old.order,
        subject=subject,
        opened_at=step.now,
        way=old.way,
        priority=old.priority,
        team=old.team,
        assignee=old.assignee,
        split_from=old,
        submission_key=uuid4(),
        version=0,
    )
    new.more_orders.set(old.more_orders.all())
    return new


def settle_rest(step: Step) -> None:
    """Who waited only for an answer to what moved waits here no more."""
    left = unanswered(said_in(step.case))
    if left is None and step.case.unanswered_since:
        step.case.unanswered_since = None
        step.answered = False
        # Our word is the last one again.
        case = step.case
        case.status = rules.step(case.kind, case.status, "ask", Role.AGENT) or case.status
    elif left and step.case.unanswered_since:
        step.case.unanswered_since = max(step.case.unanswered_since, Message.objects.get(pk=left).created_at)
