"""How agents sort their work: team, priority, tags, later, not ours. None of it is a step, all of it is history."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from orders.templatetags.formats import when
from returns.access import Person
from returns.actions.step import Step, locked, note
from returns.deadlines import first_by_law
from returns.errors import NotAllowed, Refused
from returns.models import Case, Tag, Team
from returns.rules import Role

AT_ONCE = 200


def set_team(case: Case, *, by: Person | None, team: Team | None, now: datetime, version: int | None = None) -> Case:
    """Give the case to a team, or to none. `by` None is a rule of the shop."""
    with locked(case, by, version, now) as step:
        agents_only(step)
        if step.case.team_id == (team.pk if team else None):
            step.changes = False
            return step.case
        before, step.case.team = step.case.team_id, team
        note(step, "team", {"from": before, "to": team.pk if team else None, "name": team.name if team else ""})
    return step.case


def set_priority(case: Case, *, by: Person | None, priority: int, now: datetime, version: int | None = None) -> Case:
    """One of Case.Priority."""
    if priority not in Case.Priority.values:
        raise Refused(_("There is no such priority."))
    with locked(case, by, version, now) as step:
        agents_only(step)
        if step.case.priority == priority:
            step.changes = False
            return step.case
        before, step.case.priority = step.case.priority, priority
        note(step, "priority", {"from": before, "to": priority})
    return step.case


def change_tags(
    case: Case,
    *,
    by: Person | None,
    add: Iterable[Tag] = (),
    remove: Iterable[Tag] = (),
    now: datetime,
    version: int | None = None,
) -> Case:
    """Adds and removes; what is there already, or not there, is no change."""
    with locked(case, by, version, now) as step:
        agents_only(step)
        known = set(step.case.tags.all())
        new = [tag for tag in dict.fromkeys(add) if tag not in known]
        gone = [tag for tag in dict.fromkeys(remove) if tag in known and tag not in new]
        if not new and not gone:
            step.changes = False
            return step.case
        step.case.tags.add(*new)
        step.case.tags.remove(*gone)
        note(step, "tag", {"added": [tag.name for tag in new], "removed": [tag.name for tag in gone]})
    return step.case


def snooze(case: Case, *, by: Person | None, until: datetime, now: datetime, version: int | None = None) -> Case:
    """Out of the open list until then, or until the customer writes; never beyond a day of the law. Clocks run on."""
    if until <= now:
        raise Refused(_("Choose a moment in the future."))
    with locked(case, by, version, now) as step:
        agents_only(step)
        if step.case.closed_at is not None:
            raise NotAllowed
        if (law := first_by_law(step.case)) and until > law.due_at:
            day = {"day": when(law.due_at)}
            raise Refused(_("By law this case is due %(day)s: snooze it to an earlier moment.") % day)
        step.case.snoozed_until = until
        note(step, "snooze", {"until": until.isoformat()})
    return step.case


def wake(case: Case, *, by: Person | None, now: datetime, version: int | None = None) -> Case:
    """Back into the list; `by` None when the time has come."""
    with locked(case, by, version, now) as step:
        agents_only(step)
        if step.case.snoozed_until is None:
            step.changes = False
            return step.case
        step.case.snoozed_until = None
        note(step, "wake", {})
    return step.case


def wake_due(now: datetime) -> None:
    """For `manage.py tick`: the moment has come."""
    for case in Case.objects.filter(snoozed_until__lte=now).order_by("snoozed_until")[:AT_ONCE]:
        if case.merged_into_id is None:
            wake(case, by=None, now=now)


def leave_out(case: Case, *, by: Person | None, why: str, now: datetime, version: int | None = None) -> Case:
    """Spam, a duplicate or a test is in no list and no figure, and nobody is waiting; "" takes that back."""
    if why and why not in Case.LeftOut.values:
        raise Refused(_("There is no such reason."))
    with locked(case, by, version, now) as step:
        agents_only(step)
        if step.case.left_out == why:
            step.changes = False
            return step.case
        since = step.case.unanswered_since if why else waited_since(step.case)
        step.case.left_out = why
        step.case.unanswered_since, step.case.snoozed_until = (None, None) if why else (since, None)
        # Left out, nothing was due.
        step.answered = not why
        note(step, "leave_out", {"why": why, "since": since.isoformat() if since else None})
    return step.case


def waited_since(case: Case) -> datetime | None:
    """Since when the customer waited before the case was left out."""
    event = case.events.filter(verb="leave_out").order_by("-at", "-pk").first()
    known = event.data.get("since") if event else None
    return parse_datetime(known) if known else case.unanswered_since


def agents_only(step: Step) -> None:
    if step.role is Role.CUSTOMER:
        raise NotAllowed
