"""How many contacts orders bring: all and without repetitions, by the contact's day and by the order's."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Func, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from kb.figures.definitions import Definition
from orders.models import Order, Shipment
from portal.desk.figures.business import day as shops_day
from portal.desk.figures.columns import Rows, columns_of
from portal.desk.figures.daily import Sheet
from portal.desk.figures.kept import KEEP_SECONDS, Question
from portal.desk.figures.measure import Measure
from portal.desk.figures.repeated import COHORT
from portal.desk.figures.results import Part, Result
from portal.desk.figures.scope import Dimension, Scope, Step, bucket
from portal.desk.figures.sheets import AFTER_ORDERS, CONTACTS, NOT_REPEATED
from portal.desk.reports import definitions
from returns.models import Case

HOUR = timedelta(hours=1)

PerDay = Callable[[Scope], Mapping[date, int]]


def placed_by_day(scope: Scope) -> dict[date, int]:
    """Orders of each day; counted again when an order was written since."""
    changed = Order.objects.aggregate(last=Max("updated_at"))["last"]
    key = f"orders-by-day-{scope.since}-{scope.until}-{changed and changed.timestamp()}"
    found: dict[date, int] | None = cache.get(key)
    if found is None:
        placed = Order.objects.filter(placed_at__gte=scope.begins_at, placed_at__lt=scope.ends_at)
        found = _by_day(placed, "placed_at", scope)
        cache.set(key, found, KEEP_SECONDS)
    return found


def sent_by_day(scope: Scope) -> dict[date, int]:
    """Parcels to customers, by the day they left."""
    sent = Shipment.objects.filter(shipped_at__gte=scope.begins_at, shipped_at__lt=scope.ends_at)
    return _by_day(sent.filter(direction=Shipment.Direction.OUTBOUND), "shipped_at", scope)


class UtcHour(Func):
    """ "2026-03-02 09": what the database itself can group by; SQLite asks Python for the day of every single row."""

    output_field = CharField()
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 13)", **context)


def _by_day(rows: QuerySet[Any], field: str, scope: Scope) -> dict[date, int]:
    if any((moment.utcoffset() or HOUR) % HOUR for moment in (scope.begins_at, scope.ends_at)):
        day = TruncDate(field, tzinfo=timezone.get_default_timezone())
        return dict(rows.order_by().values_list(day).annotate(n=Count("pk")))
    found: Counter[date] = Counter()
    for hour, number in rows.order_by().values_list(UtcHour(field)).annotate(n=Count("pk")):
        found[shops_day(datetime.fromisoformat(f"{hour}:00+00:00"))] += number
    return found


def counted(rows: Rows) -> Result:
    """Rows: case, kind."""
    return by_kind(*columns_of(rows, 2))


def by_kind(cases: Sequence[int], its_kind: Sequence[str]) -> Result:
    """Case, kind of the case. The number of contacts, and how many cases they belong to."""
    kinds = Counter(its_kind)
    in_cases = Counter(dict(zip(cases, its_kind, strict=True)).values())
    parts = tuple(
        Part(Case.Kind(kind).label, n, n, kind, cases=in_cases[kind]) for kind, n in sorted(kinds.items(), key=_most)
    )
    return Result(len(cases), len(cases), parts=parts, cases=in_cases.total())


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def per_100(result: Result, among: int) -> Result:
    """The same contacts for each 100 of what they are divided by; nothing to say without any."""
    parts = tuple(replace(part, value=100 * part.n / among if among else None) for part in result.parts)
    return replace(result, value=100 * result.n / among if among else None, of=among, parts=parts)


@dataclass(frozen=True, slots=True)
class PerHundred:
    """Contacts divided by orders or parcels; the same questions as of any Measure."""

    name: str
    definition: Definition
    contacts: Measure
    among: PerDay

    @property
    def title(self) -> Any:
        return self.definition.name

    @property
    def unit(self) -> str:
        return "per100"

    @property
    def clock(self) -> str:
        return ""

    @property
    def parts(self) -> Mapping[str, Q]:
        return self.contacts.parts

    def compute(self, scope: Scope, now: datetime | None = None) -> Result:
        return per_100(self.contacts.compute(scope, now), sum(self.among(scope).values()))

    def series(self, scope: Scope, by: Step = "day", now: datetime | None = None) -> list[tuple[date, Result]]:
        among: Counter[date] = Counter()
        for day, number in self.among(scope).items():
            among[bucket(day, by)] += number
        return [(day, per_100(result, among[day])) for day, result in self.contacts.series(scope, by, now)]

    def by(self, scope: Scope, by: Dimension, now: datetime | None = None) -> list[tuple[str, str, Result]]:
        among = sum(self.among(scope).values())
        return [(label, key, per_100(result, among)) for label, key, result in self.contacts.by(scope, by, now)]

    def questions(self, scope: Scope, step: Step | None = None, by: Dimension | None = None) -> list[Question[Any]]:
        return self.contacts.questions(scope, step, by)

    def cases(self, scope: Scope, part: str = "", now: datetime | None = None) -> QuerySet[Case]:
        return self.contacts.cases(scope, part, now)


def per_hundred(name: str, definition: Definition, sheet: Sheet, among: PerDay, **more: Any) -> PerHundred:
    contacts = Measure(
        name=name,
        title=definition.name,
        definition=definition,
        unit="count",
        clock="",
        rows=lambda now: sheet.rows(),
        fields=("fact_id", "fact__kind"),
        add_up=by_kind,
        parts={kind: Q(fact__kind=kind) for kind in Case.Kind.values},
        fact=sheet.fact,
        agent=sheet.agent,
        sheet=sheet,
        **{"day": sheet.day, **more},
    )
    return PerHundred(name, definition, contacts, among)


GROSS = per_hundred("contact_rate", definitions.CONTACT_RATE, CONTACTS, placed_by_day)
NET = per_hundred("contact_rate_net", definitions.CONTACT_RATE_NET, NOT_REPEATED, placed_by_day)
COHORTS = per_hundred(
    "contact_rate_cohort",
    definitions.CONTACT_RATE_COHORT,
    AFTER_ORDERS,
    placed_by_day,
    day="fact__order__placed_at__date",
    counts_on="fact__order__placed_at",
    # The night in which the clocks change makes thirty days reach into one more.
    later=COHORT.days + 1,
)
# The same contacts: added up once for both.
SHIPMENTS = PerHundred("contact_rate_shipments", definitions.CONTACT_RATE_SHIPMENTS, GROSS.contacts, sent_by_day)
