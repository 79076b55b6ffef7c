"""What a macro does beside its words, once its words were sent."""

from datetime import datetime, timedelta

from django.db.models import F

from portal.accounts.models import User
from portal.desk.models import Macro
from returns.actions import assign, change_tags, close, set_priority, set_team, snooze
from returns.errors import Refused
from returns.models import Case
from returns.rules import Role, steps_open_to


def apply(macro: Macro, case: Case, *, by: User, now: datetime) -> list[str]:
    """Each change that the case allows; the answer says which were refused and why. The use is counted."""
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1, used_at=now)
    refusals = []
    for change in (_sort, _give, _end):
        try:
            change(macro, case, by, now)
        except Refused as refused:
            refusals.append(str(refused))
    return refusals


def _sort(macro: Macro, case: Case, by: User, now: datetime) -> None:
    if tags := list(macro.tags.all()):
        change_tags(case, by=by, add=tags, now=now)
    if macro.priority:
        set_priority(case, by=by, priority=macro.priority, now=now)


def _give(macro: Macro, case: Case, by: User, now: datetime) -> None:
    if macro.team is not None:
        set_team(case, by=by, team=macro.team, now=now)
    if macro.assign:
        agent = by if macro.assign == Macro.Assign.ME else None
        assign(case, by=by, agent=agent, version=_fresh(case).version, now=now)


def _end(macro: Macro, case: Case, by: User, now: datetime) -> None:
    fresh = _fresh(case)
    if macro.close and "close" in steps_open_to(fresh.kind, fresh.status, Role.AGENT):
        close(fresh, by=by, version=fresh.version, now=now)
    elif macro.snooze_days and fresh.closed_at is None:
        snooze(fresh, by=by, until=now + timedelta(days=macro.snooze_days), now=now)


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
