"""The complaint desk's guard: once a minute it warns, escalates, and writes down what the law decided (C4, C9)."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from returns.complaints.actions.answering import accept_by_law
from returns.complaints.rules import WARN_BEFORE, Due, alarms, is_laws_turn
from returns.complaints.signals import complaint_escalated, complaint_warned
from returns.complaints.watching import running, watch_of
from returns.models import Alarm, Case, CaseEvent, Deadline, ReturnSettings

log = logging.getLogger(__name__)
AT_ONCE = 200


def guard(now: datetime) -> int:
    """How many complaints it had something to do for. Safe to run twice, beside agents, and after days without it."""
    # The clock's moment is the end of its day, so the first warning's day begins one day earlier.
    near = running().filter(due_at__lte=now + timedelta(days=WARN_BEFORE[0] + 1)).select_related("case")
    done = 0
    for clock in near.prefetch_related("case__alarms").order_by("due_at", "pk").iterator(AT_ONCE):
        try:
            done += attend(clock, now)
        except Exception:
            # One broken case must not keep the law's answer from the others.
            log.exception("The guard could not attend to %s", clock.case)
    return done


def attend(clock: Deadline, now: datetime) -> bool:
    watch = watch_of(clock)
    if is_laws_turn(watch, now):
        return accept_by_law(clock.case, now=now) is not None
    due = alarms(watch, now, [alarm.day for alarm in clock.case.alarms.all()])
    return ring(clock.case, due, now) if due else False


def ring(case: Case, due: list[Due], now: datetime) -> bool:
    """Write the alarms down once each; the case keeps its version, so that no agent's form goes stale by a warning."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        clock = running().filter(case=locked).first()
        if clock is None:
            return False
        person = ReturnSettings.load().escalation_to
        for each in due:
            alarm, is_new = Alarm.objects.get_or_create(
                case=locked,
                day=each.day,
                defaults={
                    "at": now,
                    "escalates": each.escalates,
                    "told": each.told,
                    "person": person if each.escalates else None,
                },
            )
            if is_new:
                tell(locked, alarm)
    return True


def tell(case: Case, alarm: Alarm) -> None:
    if alarm.escalates:
        Case.objects.filter(pk=case.pk).update(escalated_at=alarm.at)
        data = {"person": alarm.person.get_full_name() if alarm.person else ""}
        CaseEvent.objects.create(case=case, at=alarm.at, verb="escalate", data=data)
        transaction.on_commit(partial(complaint_escalated.send_robust, Case, case=case, alarm=alarm))
    elif alarm.told:
        transaction.on_commit(partial(complaint_warned.send_robust, Case, case=case, alarm=alarm, day=alarm.day))
