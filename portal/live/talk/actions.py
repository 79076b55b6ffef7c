"""Begin, accept, hand over, end. Words go through returns.actions; what happened stands in the case's history."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.live.errors import NobodyThere, SomebodyElse
from portal.live.models import Availability, Conversation, LiveSettings
from portal.live.receivers import tell_case
from portal.live.talk.files import Kept, attach, drop
from portal.live.talk.queries import is_open, running, talks_of
from returns.access import WORK_CASES, Person
from returns.actions import post_message
from returns.actions.step import locked, note, write_message
from returns.actions.writing import pass_the_turn
from returns.errors import NotAllowed
from returns.joining.queries import continued
from returns.models import Case, Message, Way
from returns.rules import Role
from returns.signals import message_posted

State, End = Conversation.State, Conversation.End


def begin(case: Case, now: datetime) -> Conversation:
    """The customer waits for somebody; where nobody is there it is over at once, and the case is an ordinary one.

    The one that runs already is given back.
    """
    there = is_open(now)
    try:
        with transaction.atomic():
            talk = Conversation.objects.create(
                case=case,
                state=State.WAITING if there else State.OVER,
                asked_at=now,
                waits_since=now,
                customer_seen_at=now,
                ended_at=None if there else now,
                end="" if there else End.NOBODY,
            )
            transaction.on_commit(partial(tell_case, case.reference, "talk"))
    except IntegrityError:
        if (talk_before := running(case)) is None:
            raise
        return talk_before
    return talk


def accept(talk: Conversation, *, by: User, now: datetime) -> Conversation:
    """One agent gets it, whoever else presses the button; the case is theirs, too. Raises SomebodyElse."""
    if not by.has_perm(WORK_CASES):
        raise NotAllowed
    with transaction.atomic():
        taken = Conversation.objects.filter(pk=talk.pk, state=State.WAITING).update(
            state=State.TALKING, agent=by, accepted_at=talk.accepted_at or now
        )
        if not taken:
            fresh = Conversation.objects.select_related("agent").get(pk=talk.pk)
            if fresh.state == State.TALKING and fresh.agent_id == by.pk:
                return fresh
            raise SomebodyElse(fresh)
        with locked(talk.case, by, None, now) as step:
            if step.role is not Role.AGENT:
                raise NotAllowed
            step.case.assignee = by
            Availability.objects.update_or_create(user=by, defaults={"seen_at": now}, create_defaults={"seen_at": now})
            note(step, "live", {"agent": by.pk, "waited": int((now - talk.waits_since).total_seconds())})
        transaction.on_commit(partial(tell_case, talk.case.reference, "talk"))
    return Conversation.objects.get(pk=talk.pk)


def hand_over(talk: Conversation, *, by: User, to: User | None, now: datetime) -> None:
    """To a colleague who is there and has room, or back to everybody (None). Raises SomebodyElse, NobodyThere."""
    with transaction.atomic():
        changed = {"state": State.TALKING, "agent": to} if to else {"state": State.WAITING, "agent": None}
        if to is not None and to not in free_agents(now, besides=by):
            raise NobodyThere
        mine = Conversation.objects.filter(pk=talk.pk, state=State.TALKING, agent=by)
        if not mine.update(**changed, waits_since=now):
            raise SomebodyElse(Conversation.objects.select_related("agent").get(pk=talk.pk))
        with locked(talk.case, by, None, now) as step:
            step.case.assignee = to
            note(step, "live_over", {"agent": to.pk if to else None})
        transaction.on_commit(partial(tell_case, talk.case.reference, "talk"))


def end(talk: Conversation, *, by: Person | None, how: str, now: datetime) -> bool:
    """True for whoever ended it first. What was said stays in the case, which goes on as an ordinary one.

    `by` None: a guest, or nobody at all; `how` says which.
    """
    with transaction.atomic():
        ended = Conversation.objects.filter(pk=talk.pk).exclude(state=State.OVER)
        if not ended.update(state=State.OVER, end=how, ended_at=now):
            return False
        # A case that was joined with another one meanwhile goes on there, and so does its history.
        with locked(continued(talk.case), by, None, now) as step:
            written = step.case.messages.filter(internal=False, created_at__gte=talk.asked_at)
            said = {"messages": written.count(), "seconds": int((now - talk.asked_at).total_seconds())}
            note(step, "live_end", {"how": how, **said})
        transaction.on_commit(partial(tell_case, talk.case.reference, "talk"))
    return True


def say(case: Case, *, by: User | None, body: str, key: UUID, now: datetime, files: Sequence[Kept] = ()) -> Message:
    """A message of the conversation: an ordinary one, without the version that answers on paper ask for.

    Both sides see each other's words as they come, so nobody answers something else than they saw. `files`: a
    guest's; what no message takes is dropped.
    """
    if by is not None:
        return post_message(case, by=by, body=body, now=now, key=key, way=Way.LIVE)
    with locked(case, None, None, now) as step:
        if first := step.case.messages.filter(key=key).first():
            step.changes = False
            transaction.on_commit(lambda: drop(files), robust=True)
            return first
        # The guest whose link it is (door.party).
        step.role = Role.CUSTOMER
        message = write_message(step, body, key=key, way=Way.LIVE)
        attach(message, files)
        pass_the_turn(step, message)
        transaction.on_commit(partial(message_posted.send_robust, Message, message=message))
    return message


def switch(agent: User, is_on: bool, now: datetime) -> None:
    """Whether customers may be passed to this agent; conversations that run go on."""
    values: dict[str, Any] = {"is_on": is_on, "seen_at": now}
    Availability.objects.update_or_create(user=agent, defaults=values)


def free_agents(now: datetime, besides: User | None = None) -> list[User]:
    """Who is available and has room for one more."""
    most = LiveSettings.load().most_at_once
    others = [each for each in talks_of(now) if besides is None or each.agent.pk != besides.pk]
    return [each.agent for each in others if each.count < most]


def saw(case: Case, now: datetime) -> None:
    """The customer's page shows the thread as it is now."""
    Conversation.objects.filter(case=case).update(customer_seen_at=now)
