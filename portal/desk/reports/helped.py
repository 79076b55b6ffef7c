"""What articles save: forms with and without suggestions, how visits end, reading against asking."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from kb.figures import queries
from kb.figures.intervals import Difference, difference
from kb.figures.rules import Period, wilson
from kb.models import SearchQuery
from portal.desk.figures.scope import Scope
from portal.desk.models import CaseFact
from returns.models import HelpOffer
from returns.starting.offering import MATURE

# Below this many forms on either side a difference says nothing.
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Side:
    """Forms that showed articles, or those held out: all, answered by an article, sent as a case."""

    forms: int = 0
    solved: int = 0
    asked: int = 0

    @property
    def left(self) -> int:
        """Left without a case and without saying so."""
        return self.forms - self.solved - self.asked

    @property
    def without_case(self) -> int:
        return self.forms - self.asked

    def share(self, number: int) -> float | None:
        return number / self.forms if self.forms else None

    def interval(self, number: int) -> tuple[float | None, float | None]:
        return wilson(number, self.forms) if self.forms else (None, None)


@dataclass(frozen=True, slots=True)
class Proof:
    shown: Side
    held_out: Side
    # Forms of the period whose seven days are not over.
    young: int = 0

    @property
    def is_enough(self) -> bool:
        return min(self.shown.forms, self.held_out.forms) >= FEWEST

    @property
    def saved(self) -> Difference | None:
        """How much more often a form ended without a case where articles were shown; None: not enough yet."""
        if not self.is_enough:
            return None
        shown, held = self.shown, self.held_out
        return difference(shown.without_case, shown.forms, held.without_case, held.forms)

    @property
    def is_proved(self) -> bool:
        return bool(self.saved and self.saved.low > 0)


def mature_until(now: datetime) -> date:
    """The last day whose forms have had their seven whole days."""
    return timezone.localdate(now) - MATURE - timedelta(days=1)


def proof(scope: Scope, now: datetime) -> Proof:
    """One statement."""
    rows = HelpOffer.objects.filter(day__gte=scope.since, day__lte=scope.until)
    for name in ("kind", "language"):
        if value := getattr(scope, name):
            rows = rows.filter(**{name: value})
    ripe = Q(day__lte=mature_until(now))
    counted = (
        rows.order_by()
        .values_list("held_out")
        .annotate(
            forms=Count("pk", filter=ripe),
            solved=Count("pk", filter=ripe & Q(solved=True, asked=False)),
            asked=Count("pk", filter=ripe & Q(asked=True)),
            young=Count("pk", filter=~ripe),
        )
    )
    found = {held: (Side(forms, solved, asked), young) for held, forms, solved, asked, young in counted}
    shown, held = found.get(False, (Side(), 0)), found.get(True, (Side(), 0))
    return Proof(shown[0], held[0], shown[1] + held[1])


@dataclass(frozen=True, slots=True)
class Visits:
    """How openings of articles, and searches without a result, ended."""

    found: int
    failed: int
    undecided: int


def visits(scope: Scope) -> Visits:
    """Four statements."""
    counts = queries.together(queries.by_day(_period(scope), names=NAMES).values()).counts
    empty = SearchQuery.objects.filter(day__gte=scope.since, day__lte=scope.until)
    nothing = empty.aggregate(n=Sum("without_result"))["n"] or 0
    found = counts.get("solved", 0)
    failed = counts.get("short_failed", 0) + counts.get("long_failed", 0)
    return Visits(found, failed + nothing, counts.get("views", 0) - found - failed)


NAMES = ("views", "solved", "short_failed", "long_failed")


def _period(scope: Scope) -> Period:
    return Period(scope.until, scope.days)


@dataclass(frozen=True, slots=True)
class SelfService:
    views: int
    openers: int

    @property
    def score(self) -> float | None:
        return self.views / self.openers if self.openers else None


def self_service(scope: Scope) -> SelfService:
    """Openings of articles, and the people who opened a case: accounts, and addresses of those without one."""
    opened = CaseFact.objects.filter(counted=True, opened_on__gte=scope.since, opened_on__lte=scope.until)
    with_account = opened.exclude(case__customer=None).values("case__customer").distinct().count()
    without = opened.filter(case__customer=None).values("case__email").distinct().count()
    views = queries.together(queries.by_day(_period(scope), names=("views",)).values()).counts.get("views", 0)
    return SelfService(views, with_account + without)
