"""The backlog of every hour, kept: in all, and by kind, way, language and team.

Hours are whole hours of the world's clock, so a day of 23 or 25 hours has as many. Hours that nobody wrote down (the
machine was off) are worked out from when cases were open, which gives the same.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from portal.desk.figures.backlog import Standing, during, lates_of, standing, walk
from portal.desk.figures.rows import Instant, column, micros
from portal.desk.figures.scope import NONE, Dimension, Scope
from portal.desk.figures.sheets import AGENT, FACT
from portal.desk.models import BacklogHour, CaseFact, OpenSpell

HOUR = timedelta(hours=1)
DIMENSIONS: tuple[Dimension, ...] = ("kind", "way", "language", "team")
# Two months at once.
AT_ONCE = 1500


def hours(scope: Scope) -> QuerySet[BacklogHour]:
    """The hours of a period, of all cases or of the one kind, way, language or team that is chosen.

    Raises ValueError when two of them are chosen: the hours are not kept for that; Backlog.series can tell.
    """
    some = {name: str(value) for name in DIMENSIONS if (value := getattr(scope, name)) not in ("", None)}
    if len(some) > 1 or scope.agent is not None or scope.product or scope.article is not None:
        raise ValueError("Hours are kept for one kind, way, language or team.")
    by, key = next(iter(some.items()), ("", ""))
    rows = BacklogHour.objects.filter(by=by, key=key, at__gte=scope.begins_at, at__lt=scope.ends_at)
    return rows.order_by("at")


def keep_hours(now: datetime) -> int:
    """Write every hour since the last one that is written, up to this one; how many."""
    this = whole_hour(now)
    last = BacklogHour.objects.aggregate(last=Max("at"))["last"]
    if last is not None and last > this:
        # A clock that ran ahead wrote down hours that nobody has lived through.
        BacklogHour.objects.filter(at__gt=this).delete()
        last = BacklogHour.objects.aggregate(last=Max("at"))["last"]
    if last is None:
        first = CaseFact.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
        last = (whole_hour(first) if first else this) - HOUR
    moments = hours_between(last + HOUR, this)[:AT_ONCE]
    if moments:
        BacklogHour.objects.bulk_create(rows_at(moments), ignore_conflicts=True)
    return len(moments)


def rows_at(moments: Sequence[datetime]) -> list[BacklogHour]:
    groups: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    columns = [column(by, FACT, AGENT) for by in DIMENSIONS]
    rows = OpenSpell.objects.filter(during(moments[0], moments[-1]))
    for since, until, case, opened, *keys in rows.values_list(
        Instant("since"), Instant("until"), "fact_id", Instant("fact__opened_at"), *columns
    ):
        spell = standing(since, until, case, opened)
        groups["", ""].append(spell)
        for by, key in zip(DIMENSIONS, keys, strict=True):
            groups[by, str(NONE if key is None else key)].append(spell)
    groups.setdefault(("", ""), [])
    lates, marks = lates_of(moments[0], moments[-1]), [micros(moment) for moment in moments]
    return [
        BacklogHour(
            at=at,
            by=by,
            key=key,
            open=found.n,
            age_median=found.median,
            age_p90=found.p90,
            past_target=found.part("late").n,
        )
        for (by, key), spells in groups.items()
        for at, found in zip(moments, walk(spells, lates, marks), strict=True)
        if found.n or not by
    ]


def forget_hours() -> None:
    """They are worked out anew by the next ticks."""
    BacklogHour.objects.all().delete()


def whole_hour(at: datetime) -> datetime:
    """Of the world's clock: zones that are half an hour off begin their hours there, too."""
    return at.replace(minute=0, second=0, microsecond=0)


def hours_between(first: datetime, last: datetime) -> list[datetime]:
    return [first + number * HOUR for number in range(int((last - first) / HOUR) + 1)] if first <= last else []
