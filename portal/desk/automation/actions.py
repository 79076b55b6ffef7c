"""Rules at work: an event is shown to each rule once; what a rule does is written down, also what it could not do."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.desk.automation.events import Event, between, facts_of
from portal.desk.automation.queries import conditions_of, rules_on
from portal.desk.automation.rules import fits
from portal.desk.macros.queries import filled
from portal.desk.models import Rule, RuleHeard, RuleRun
from portal.notifications.automation_news import mail_automatic_answer, mail_rule_matched
from returns.access import WORK_CASES
from returns.actions import assign, change_tags, post_automatic, set_priority, set_team, write_down
from returns.errors import Refused
from returns.hours.queries import schedule
from returns.models import Case

# A process was killed after its commit and before the rules: tick looks this far back.
AT_MOST = timedelta(hours=1)
KEPT = timedelta(days=1)
RUNS_KEPT = timedelta(days=90)


def show(event: Event, kind: str, now: datetime) -> int:
    """How many rules fitted. The second call for the same event does nothing."""
    rules = rules_on(kind)
    if not rules:
        return 0
    try:
        with transaction.atomic():
            RuleHeard.objects.create(key=event.key, at=now)
            return sum(follow(rule, event, now) for rule in rules)
    except IntegrityError:
        return 0


def follow(rule: Rule, event: Event, now: datetime) -> bool:
    """One rule; each thing it does stands for itself, what is refused is noted and the rest is done."""
    # One event of a case at a time: two at once would each send the automatic answer.
    locked = Case.objects.select_for_update(of=("self",))
    case = locked.select_related("customer", "order", "assignee").get(pk=event.case.pk)
    if not fits(conditions_of(rule), facts_of(Event(event.key, case, event.at, event.words), schedule())):
        return False
    done, refused = [], []
    for name, act in ACTS.items():
        try:
            with transaction.atomic():
                if act(rule, case, now):
                    done.append(name)
        except Refused as refusal:
            refused.append(str(refusal))
    RuleRun.objects.create(rule=rule, case=case, key=event.key, at=now, done=done, refused=refused)
    write_down(case, verb="rule", data={"rule": rule.name, "done": done, "refused": refused}, now=now)
    return True


def _team(rule: Rule, case: Case, now: datetime) -> bool:
    if rule.team is None:
        return False
    set_team(case, by=None, team=rule.team, now=now)
    return True


def _agent(rule: Rule, case: Case, now: datetime) -> bool:
    """Nobody is given their own case, and nobody who left."""
    if rule.agent is None:
        return False
    if not rule.agent.is_active or not rule.agent.has_perm(WORK_CASES) or rule.agent.pk == case.customer_id:
        raise Refused(_("%(name)s cannot work on this case.") % {"name": rule.agent})
    assign(case, by=None, agent=rule.agent, version=None, now=now)
    return True


def _tags(rule: Rule, case: Case, now: datetime) -> bool:
    tags = list(rule.tags.all())
    if tags:
        change_tags(case, by=None, add=tags, now=now)
    return bool(tags)


def _priority(rule: Rule, case: Case, now: datetime) -> bool:
    if rule.priority is None:
        return False
    set_priority(case, by=None, priority=rule.priority, now=now)
    return True


def _answer(rule: Rule, case: Case, now: datetime) -> bool:
    """Once a case and rule, so that two machines never write to each other for ever."""
    if rule.macro is None or RuleRun.objects.filter(rule=rule, case=case, done__icontains='"macro"').exists():
        return False
    words = filled(rule.macro, case, User(name=str(settings.WAGTAIL_SITE_NAME)))
    if not rule.macro.internal and is_answered(rule, case):
        return False
    if words.open or not words.text:
        left = ", ".join(words.open) or rule.macro.name
        raise Refused(_("The macro was not sent, values are missing: %(names)s") % {"names": left})
    message = post_automatic(case, body=words.text, internal=rule.macro.internal, now=now)
    if not rule.macro.internal:
        mail_automatic_answer(message)
    return True


def is_answered(rule: Rule, case: Case) -> bool:
    """A call that was settled on the phone, or a colleague was quicker: "we have your message" comes too late then."""
    if rule.event == Rule.Event.OPENED:
        return case.first_reply_at is not None or case.closed_at is not None
    return rule.event == Rule.Event.WROTE and case.unanswered_since is None


def _notify(rule: Rule, case: Case, now: datetime) -> bool:
    people = [person for person in rule.notify.all() if person.is_active and person.has_perm(WORK_CASES)]
    for person in people:
        mail_rule_matched(rule.name, rule.pk, case, person, now)
    return bool(people)


ACTS: dict[str, Callable[[Rule, Case, datetime], bool]] = {
    "team": _team,
    "agent": _agent,
    "tags": _tags,
    "priority": _priority,
    "macro": _answer,
    "notify": _notify,
}


def follow_rules(now: datetime) -> None:
    """For `manage.py tick`: clocks that are near or over, and events whose process was killed."""
    for kind in {rule.event for rule in rules_on()}:
        heard = set(RuleHeard.objects.filter(at__gte=now - KEPT).values_list("key", flat=True))
        for event in list(between(kind, now - AT_MOST, now)):
            if event.key not in heard:
                show(event, kind, now)


def forget_runs(now: datetime) -> None:
    RuleHeard.objects.filter(at__lt=now - KEPT).delete()
    RuleRun.objects.filter(at__lt=now - RUNS_KEPT).delete()
