"""Two cases about one thing become one: the thread moves, the number stays and leads on. Undone within an hour."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from returns import rules
from returns.access import Person
from returns.actions.sorting import agents_only
from returns.actions.step import Step, keep, locked, note
from returns.errors import NotAllowed, Refused
from returns.joining.queries import seen
from returns.joining.rules import OPENING_COUNTS, why_not
from returns.joining.wording import WHY_NOT
from returns.models import Attachment, Case, CaseEvent, Message
from returns.rules import Role

UNDO_FOR = timedelta(hours=1)
MOMENTS = ("opened_at", "unanswered_since", "first_reply_at", "snoozed_until", "closed_at")
# Rooms above whose rows go where a message goes: follow(ids of the messages, the case they are in now).
FOLLOWERS: list[Callable[[list[int], Case], None]] = []


def merge(source: Case, target: Case, *, by: Person, now: datetime, version: int | None = None) -> Case:
    """Everything said in `source` is said in `target` from now on; `version` is the source's. Returns the target.

    Raises Refused with the reason where it is not safe, SomeoneWasFaster, NotAllowed for an agent's own case.
    """
    if source.pk == target.pk:
        raise Refused(WHY_NOT[why_not(seen(source), seen(target)) or next(iter(WHY_NOT))])
    # One order for everybody who locks two cases, so that two merges never wait for each other.
    first, second = sorted((source, target), key=lambda case: case.pk)
    versions = {source.pk: version}
    with (
        locked(first, by, versions.get(first.pk), now) as one,
        locked(second, by, versions.get(second.pk), now) as two,
    ):
        ours, theirs = (one, two) if one.case.pk == source.pk else (two, one)
        agents_only(ours)
        agents_only(theirs)
        if no := why_not(seen(ours.case), seen(theirs.case)):
            raise Refused(WHY_NOT[no])
        join(ours, theirs)
    return theirs.case


def join(ours: Step, theirs: Step) -> None:
    source, target = ours.case, theirs.case
    before = {"source": kept(source), "target": kept(target)}
    moved = move_thread(list(source.messages.values_list("pk", flat=True)), source, target)
    waited = [at for at in (source.unanswered_since, target.unanswered_since) if at]
    target.unanswered_since = min(waited, default=None)
    if source.unanswered_since:
        target.status = rules.step(target.kind, target.status, "answer", Role.CUSTOMER) or target.status
        target.snoozed_until = None
    replied = [at for at in (source.first_reply_at, target.first_reply_at) if at]
    target.first_reply_at = min(replied, default=None)
    if target.kind not in OPENING_COUNTS:
        target.opened_at = min(source.opened_at, target.opened_at)
    if target.order_id is None and target.kind == Case.Kind.QUESTION:
        target.order = source.order
    new_tags = [tag for tag in source.tags.all() if tag not in set(target.tags.all())]
    target.tags.add(*new_tags)
    source.status, source.merged_into = Case.Status.MERGED, target
    source.unanswered_since = source.snoozed_until = None
    # Nobody answered: its clock is no longer due here, it runs on there.
    ours.answered = False
    tags = [tag.pk for tag in new_tags]
    note(ours, "merge", {"from": before["source"]["status"], "to": "merged", "into": target.reference})
    after = kept(target)
    note(
        theirs,
        "merged_from",
        {"case": source.reference, "messages": moved, "before": before, "after": after, "tags": tags},
    )


def unmerge(source: Case, *, by: Person, now: datetime) -> Case:
    """Both cases as they were, if the hour is not over and nobody wrote or decided anything since. Raises Refused."""
    if source.merged_into_id is None:
        raise NotAllowed
    with transaction.atomic():
        pks = sorted((source.pk, source.merged_into_id))
        rows = {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
        fresh = rows[source.pk]
        if fresh.merged_into_id is None:
            raise NotAllowed
        target = rows[fresh.merged_into_id]
        ours, theirs = step_for(fresh, by, now), step_for(target, by, now)
        event = last_merge(fresh, target)
        if not may_undo(event, target, now):
            raise Refused(_("Something was added since, or the hour is over: the cases stay joined."))
        take_apart(ours, theirs, event.data)
        for step in (ours, theirs):
            keep(step.case, now, step.role)
    return fresh


def step_for(case: Case, by: Person, now: datetime) -> Step:
    with locked(case, by, None, now, joined_too=True) as step:
        agents_only(step)
        step.changes = False
    return Step(case, step.role, by, now)


def take_apart(ours: Step, theirs: Step, was: dict[str, Any]) -> None:
    source, target = ours.case, theirs.case
    move_thread(was["messages"], target, source, back=True)
    for case, known in ((source, was["before"]["source"]), (target, was["before"]["target"])):
        case.status, case.order_id = known["status"], known["order"]
        for name in MOMENTS:
            setattr(case, name, parse_datetime(known[name]) if known[name] else None)
    source.merged_into = None
    target.tags.remove(*was["tags"])
    note(ours, "unmerge", {"from": "merged", "to": source.status})
    note(theirs, "unmerge", {"case": source.reference})


def may_undo(event: CaseEvent, target: Case, now: datetime) -> bool:
    if target.merged_into_id is not None or now - event.at > UNDO_FOR:
        return False
    is_added = target.messages.filter(created_at__gt=event.at).exists()
    is_moved = any(value != event.data["after"][name] for name, value in kept(target).items() if name != "closed_at")
    return not is_added and not is_moved


def can_be_undone(source: Case, now: datetime) -> bool:
    target = source.merged_into
    return target is not None and may_undo(last_merge(source, target), target, now)


def last_merge(source: Case, target: Case) -> CaseEvent:
    return target.events.filter(verb="merged_from", data__case=source.reference).latest("at", "pk")


def kept(case: Case) -> dict[str, Any]:
    """What a merge changes, as JSON."""
    moments = {name: at.isoformat() if (at := getattr(case, name)) else None for name in MOMENTS}
    return {"status": case.status, "order": case.order_id, **moments}


def move_thread(pks: list[int], source: Case, target: Case, back: bool = False) -> list[int]:
    """Messages and their files, moved, never copied; what came from a third case keeps saying so."""
    messages = Message.objects.filter(pk__in=pks)
    if back:
        messages.filter(moved_from=target).update(moved_from=None)
        messages.update(case=target)
    else:
        messages.filter(moved_from=None).update(moved_from=source)
        messages.update(case=target)
    Attachment.objects.filter(message__in=pks).update(case=target)
    for follow in FOLLOWERS:
        follow(pks, target)
    return pks
