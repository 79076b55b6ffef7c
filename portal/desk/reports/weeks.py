"""When people turn to us: 168 hours of a week, and how many people each of them needs."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kb.figures.wording import count
from portal.desk.figures.rows import chosen
from portal.desk.figures.scope import Scope
from portal.desk.models import Contact
from portal.desk.reports import definitions, handling, shown, words
from portal.desk.reports.cases import CaseList
from portal.desk.reports.pages import FiguresPage
from portal.desk.reports.staffing import Wanted, people
from portal.desk.reports.week import HOURS, Cell, by_hour, cells, hours_of
from returns.hours.queries import schedule
from returns.hours.rules import is_open
from returns.models import Case
from returns.models.sorting import Way

# Somebody waits on the line; everything else may wait until there is time.
ON_THE_LINE = frozenset({Way.PHONE.value, Way.LIVE.value})
SHADES = 5
MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week as it is shown."""

    median: str
    p90: str
    total: int
    shade: int
    url: str
    people: int
    open: bool
    title: str
    cases: int


def contacts_in(scope: Scope) -> QuerySet[Contact]:
    return Contact.objects.filter(chosen(scope, "fact__", "fact__assignee"), on__gte=scope.since, on__lte=scope.until)


def moments(scope: Scope) -> list[tuple[datetime, str, int, int]]:
    """Each contact's moment, way, hour of the week and case. One statement."""
    return list(contacts_in(scope).order_by().values_list("at", "way", "hour_of_week", "fact_id"))


def whole_weeks(scope: Scope, today: date) -> Scope:
    """From a Monday to a Sunday that is over; the latest four when the period holds none."""
    until = min(scope.until, today - timedelta(days=1))
    until -= timedelta(days=(until.weekday() + 1) % 7)
    since = scope.since + timedelta(days=-scope.since.weekday() % 7)
    if since > until:
        since = until - timedelta(days=27)
    since = max(since, until - timedelta(days=7 * MOST_WEEKS - 1))
    return replace(scope, since=since, until=until)


def shade(value: float, highest: float) -> int:
    """0 for nothing, then five steps up to the highest."""
    return min(SHADES, 1 + int(SHADES * value / highest)) if highest and value else 0


def wanted_of(request: HttpRequest, measured: Wanted) -> tuple[Wanted, list[str]]:
    """What the form says, in percent, seconds and minutes; fields that make no sense are named and left out."""
    found, wrong = measured, []
    limits = {"level": (1, 99), "within": (1, 86_400), "call": (10, 14_400), "letter": (10, 28_800), "busy": (10, 100)}
    for name, (low, high) in limits.items():
        text = request.GET.get(name, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdecimal() and len(text) < 7 and low <= int(text) <= high):
            wrong.append(name)
            continue
        value = int(text)
        field = "seconds" if name == "within" else name
        found = replace(found, **{field: value / 100 if name in ("level", "busy") else float(value)})
    return found, wrong


class WeekPage(FiguresPage):
    template_name = "desk/reports/week.html"
    page_title = _("Busy hours and staffing")
    with_clock = False

    @cached_property
    def weeks(self) -> Scope:
        return whole_weeks(self.asked.scope, timezone.localdate())

    def query(self) -> str:
        return self.asked.query(
            period="custom", since=self.weeks.since.isoformat(), until=self.weeks.until.isoformat()
        )

    @cached_property
    def hours(self) -> list[Hour]:
        zone = timezone.get_default_timezone()
        slots = hours_of(self.weeks.since, self.weeks.until, zone)
        found = moments(self.weeks)
        every = cells(by_hour((row[0] for row in found), slots), slots)
        lines = cells(by_hour((row[0] for row in found if row[1] in ON_THE_LINE), slots), slots)
        letters = cells(by_hour((row[0] for row in found if row[1] not in ON_THE_LINE), slots), slots)
        listed = Counter(hour for hour, _case in {(row[2], row[3]) for row in found})
        highest, opening = max(cell.median for cell in every), open_hours(self.weeks.until)
        needed = [people(lines[n].p90, letters[n].p90, self.wanted[0]) for n in range(HOURS)]
        return [
            self.hour(n, every[n], listed[n], shade(every[n].median, highest), needed[n], opening[n])
            for n in range(HOURS)
        ]

    def hour(self, number: int, cell: Cell, listed: int, tint: int, needed: int, opened: bool) -> Hour:
        url = f"{reverse('figures:week_cases')}?{self.query()}&hour={number}" if listed else ""
        name = f"{WEEKDAYS[number // 24]} {number % 24}:00"
        facts = {"hour": name, "n": count(cell.total), "cases": count(listed), "seen": cell.seen}
        return Hour(
            words.decimal(cell.median),
            words.decimal(cell.p90),
            cell.total,
            tint,
            url,
            needed,
            opened,
            gettext("%(hour)s: %(n)s contacts of %(cases)s cases in %(seen)s such hours") % facts,
            listed,
        )

    @cached_property
    def wanted(self) -> tuple[Wanted, list[str]]:
        return wanted_of(self.request, handling.measured(timezone.now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours, (wanted, wrong) = self.hours, self.wanted
        rows = [(f"{hour}:00", [hours[day * 24 + hour] for day in range(7)]) for hour in range(24)]
        closed = sum(hour.total for hour in hours if not hour.open)
        total = sum(hour.total for hour in hours)
        context = {
            "days": [WEEKDAYS_ABBR[day] for day in range(7)],
            "rows": rows,
            "weeks": self.weeks,
            "number_of_weeks": self.weeks.days // 7,
            "definition": definitions.WEEK,
            "staffing": definitions.STAFFING,
            "wanted": wanted,
            "wrong": wrong,
            "level": round(wanted.level * 100),
            "busy": round(wanted.busy * 100),
            "shades": range(1, SHADES + 1),
            "outside": words.percent(closed / total) if total and schedule().has_hours else "",
            "total": count(total),
            "more_fields": "desk/reports/wanted.html",
        }
        return super().get_context_data(**context, **kwargs)

    def table(self) -> tuple[str, shown.Table]:
        rows = [
            shown.Row(
                str(WEEKDAYS[number // 24]),
                tuple(
                    shown.Cell("", "", raw) for raw in (number % 24, each.total, each.median, each.p90, each.people)
                ),
            )
            for number, each in enumerate(self.hours)
        ]
        heads = (_("Day"), _("Hour"), _("Contacts"), _("Median"), _("P90"), _("People"))
        return f"hours-{self.weeks.since}-{self.weeks.until}", shown.Table(heads, tuple(rows))


def open_hours(last: date) -> list[bool]:
    """Whether we are usually open in each hour of the week, asked at its middle in the last week shown."""
    monday, plan = last - timedelta(days=6), schedule()
    zone = timezone.get_default_timezone()
    middles = (
        datetime(monday.year, monday.month, monday.day, number % 24, 30, tzinfo=zone) + timedelta(days=number // 24)
        for number in range(HOURS)
    )
    return [is_open(plan, middle) for middle in middles]


class WeekCases(CaseList):
    """The cases with a contact in one hour of the week."""

    @cached_property
    def number(self) -> int:
        text = self.request.GET.get("hour", "")
        if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < HOURS):
            raise Http404
        return int(text)

    def found(self) -> QuerySet[Case]:
        rows = contacts_in(self.asked.scope).filter(hour_of_week=self.number)
        return Case.objects.filter(pk__in=rows.order_by().values("fact"))

    def about(self) -> tuple[Any, str]:
        title = f"{WEEKDAYS[self.number // 24]} {self.number % 24}:00"
        return title, f"{reverse('figures:week')}?{self.asked.query()}"
