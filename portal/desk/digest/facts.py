"""The week before a Monday in numbers: JSON without words, but for the tasks, which are worked out in each language.

{since, until, worse, better: [{name, unit, value, usual, n, usual_n}], breached, late, waiting, waiting_since,
unhappy, wants_help, tasks: {language: [{what, title, why, path, more}]}}
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import override

from kb.figures.todo import todo
from portal.desk.digest.rules import WEEKS, Seen, differs
from portal.desk.figures.results import Result
from portal.desk.figures.scope import Scope
from portal.desk.reports.every import Figure, figures
from portal.desk.reports.words import better_is
from portal.surveys.queries import answers, unhappy, within
from returns.models import Case, Deadline

# One clock is enough in a mail; of contacts their rate tells more than their number; state, not flow.
LEFT_OUT = ("cases", "backlog", "survey_response")


def facts_of(monday: date, now: datetime) -> dict[str, Any]:
    week = Scope(monday - timedelta(days=7), monday - timedelta(days=1))
    changes = [found for figure in told() if (found := change_of(figure, week, now))]
    open_cases = Case.objects.filter(closed_at=None, left_out="", unanswered_since__isnull=False)
    waiting = open_cases.aggregate(since=Min("unanswered_since"))["since"]
    said = answers(week.since, week.until)
    ours = Deadline.objects.filter(case__left_out="")
    return {
        "since": week.since.isoformat(),
        "until": week.until.isoformat(),
        "worse": [each for each in changes if each["is_worse"]],
        "better": [each for each in changes if not each["is_worse"]],
        "breached": ours.filter(within("breached_at", week.since, week.until)).count(),
        "late": open_cases.filter(due_at__lt=now).count(),
        "waiting": open_cases.count(),
        "waiting_since": waiting.isoformat() if waiting else "",
        "unhappy": said.filter(unhappy()).count(),
        "wants_help": said.exclude(help_at=None).count(),
        "tasks": {code: tasks_in(code, timezone.localdate(now)) for code, _name in settings.LANGUAGES},
    }


def told() -> list[Figure]:
    known = figures()
    return [
        figure
        for name, figure in known.items()
        if not name.startswith(LEFT_OUT)
        and not (name.endswith("_calendar") and name.removesuffix("_calendar") in known)
    ]


def change_of(figure: Figure, week: Scope, now: datetime) -> dict[str, Any] | None:
    """None: nothing beyond what chance does."""
    before = replace(week, since=week.since - timedelta(days=7 * WEEKS), until=week.since - timedelta(days=1))
    this, usual = figure.compute(week, now), figure.compute(before, now)
    each = [result.value for _day, result in figure.series(before, "week", now)]
    if this.value is None or usual.value is None or not differs(figure.unit, seen(this), seen(usual), each):
        return None
    # Contacts have no better or worse of their own; more of them is more work.
    direction = better_is(figure.name, figure.unit) or -1
    mean = usual.value / WEEKS if figure.unit == "count" else usual.value
    return {
        "name": figure.name,
        "unit": figure.unit,
        "value": this.value,
        "usual": mean,
        "n": this.n,
        "usual_n": usual.n,
        "is_worse": (this.value - mean) * direction < 0,
    }


def seen(result: Result) -> Seen:
    return Seen(result.value, result.n, result.low, result.high)


def tasks_in(language: str, today: date) -> list[dict[str, str]]:
    with override(language):
        return [
            {"what": str(task.what), "title": task.title, "why": task.why, "path": task.url, "more": task.more}
            for task in todo(today)
        ]
