"""All figures there are, whoever works them out, in the groups people look for them in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kb.figures.definitions import Definition
from portal.desk.figures.kept import Question, answer_all
from portal.desk.figures.measures import MEASURES
from portal.desk.figures.results import Result
from portal.desk.figures.scope import Dimension, Scope, Step
from portal.desk.reports import answers, contacts
from returns.models import Case


class Figure(Protocol):
    """What pages need of a measure (portal.desk.figures.measure)."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Any: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def unit(self) -> Any: ...
    @property
    def clock(self) -> Any: ...
    @property
    def parts(self) -> Mapping[str, Q]: ...

    def compute(self, scope: Scope, now: datetime | None = None) -> Result: ...
    def series(self, scope: Scope, by: Step = "day", now: datetime | None = None) -> list[tuple[date, Result]]: ...
    def by(self, scope: Scope, by: Dimension, now: datetime | None = None) -> list[tuple[str, str, Result]]: ...
    def questions(
        self, scope: Scope, step: Step | None = None, by: Dimension | None = None
    ) -> list[Question[Any]]: ...
    def cases(self, scope: Scope, part: str = "", now: datetime | None = None) -> QuerySet[Case]: ...


OWN: tuple[Figure, ...] = (
    contacts.GROSS,
    contacts.NET,
    contacts.COHORTS,
    contacts.SHIPMENTS,
    answers.LINK_RATE,
    answers.CSAT,
    answers.CES,
    answers.NPS,
    answers.RESPONSE,
)
# Asked of people, not about cases.
WITHOUT_CASES = frozenset({answers.NPS.name})
CALENDAR = "_calendar"


@dataclass(frozen=True, slots=True)
class Group:
    """`starts`: what the names of its figures begin with; the first group that fits has it."""

    slug: str
    title: str | Promise
    starts: tuple[str, ...]


GROUPS = (
    Group("contacts", _("Contacts"), ("contact", "cases")),
    Group("answering", _("Answering"), ("first_response", "next_reply", "unanswered", "target", "sla")),
    Group("backlog", _("Backlog"), ("backlog", "open")),
    Group("helping", _("Helping themselves"), ("link_rate", "self_service", "deflection")),
    Group("satisfaction", _("Satisfaction"), ("csat", "ces", "nps", "survey")),
    Group("solving", _("Solving"), ("",)),
)
SHOWN = ("answering", "solving", "backlog", "contacts", "helping", "satisfaction")


def figures() -> dict[str, Figure]:
    return {**MEASURES, **{each.name: each for each in OWN}}


def lists_cases(figure: Figure) -> bool:
    return figure.name not in WITHOUT_CASES


def by_clock(clock: str) -> dict[str, Figure]:
    """Each figure once: of those with two clocks, the one of the clock wanted."""
    every = figures()
    twins = {base: figure for name, figure in every.items() if (base := plain_name(name)) != name and base in every}
    return {
        name: twins.get(name, figure) if clock == "calendar" else figure
        for name, figure in every.items()
        if twins.get(plain_name(name)) is not figure
    }


def plain_name(name: str) -> str:
    return name.replace(CALENDAR, "")


def base_name(figure: Figure) -> str:
    """By which both clocks of a figure are found."""
    name = plain_name(figure.name)
    return name if name in figures() else figure.name


def group_of(name: str) -> Group:
    return next(group for group in GROUPS if name.startswith(group.starts))


def grouped(clock: str) -> Iterator[tuple[Group, list[Figure]]]:
    """In the order of the page; groups without a figure are left out."""
    every = by_clock(clock)
    groups = {group.slug: group for group in GROUPS}
    for slug in SHOWN:
        if mine := [figure for name, figure in every.items() if group_of(name).slug == slug]:
            yield groups[slug], mine


def ask(figures: Iterable[Figure], scope: Scope, step: Step | None = None, by: Dimension | None = None) -> None:
    """All that a page shows of some figures and of the period before, read together."""
    wanted = list(figures)
    now = [question for figure in wanted for question in figure.questions(scope, step, by)]
    answer_all([*now, *(question for figure in wanted for question in figure.questions(scope.before))])
