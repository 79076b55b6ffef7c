"""Rows of facts within a scope, and the columns they are told apart by."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, Func, Q
from wagtail.models import Page

from portal.accounts.models import User
from portal.desk.figures.packing import Packed
from portal.desk.figures.scope import NONE, Dimension, Scope
from portal.desk.models import ArticleLink, CaseProduct
from returns.models import Case, Team
from returns.models.sorting import Way

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# SQLite keeps moments in UTC without saying so.
UTC_EPOCH = EPOCH.replace(tzinfo=None)
BY_ID: tuple[Dimension, ...] = ("team", "agent")


class Instant(Func):
    """A moment as the database keeps it, for `micros`: of ten thousand rows Django's own way takes a tenth second."""

    output_field = CharField()
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1)", **context)


def micros(at: datetime | str) -> int:
    """Whole microseconds since 1970: exact, and quick to compare."""
    return ((datetime.fromisoformat(at) - UTC_EPOCH) if isinstance(at, str) else (at - EPOCH)) // MICROSECOND


def within(scope: Scope, day: str) -> Q:
    """`day`: a day, or the day of a moment, which an index knows by the moment only."""
    if day.endswith("__date"):
        moment = day.removesuffix("__date")
        return Q(**{f"{moment}__gte": scope.begins_at, f"{moment}__lt": scope.ends_at})
    return Q(**{f"{day}__gte": scope.since, f"{day}__lte": scope.until})


def chosen(scope: Scope, fact: str, agent: str) -> Q:
    """Everything of a scope but its days. `fact`: the way to CaseFact ("" on it); `agent`: who did it."""
    where = Q()
    for name in ("kind", "way", "language"):
        if value := getattr(scope, name):
            where &= Q(**{f"{fact}{name}": value})
    where &= _of_one(f"{fact}team", scope.team) & _of_one(agent, scope.agent)
    if scope.product:
        where &= Q(**{f"{fact}products__product": scope.product})
    if scope.article is not None:
        sent = ArticleLink.objects.filter(page=scope.article)
        where &= Q(**{f"{fact.removesuffix('__') or 'pk'}__in": sent.values("case_id")})
    return where


def _of_one(column: str, pk: int | None) -> Q:
    if pk is None:
        return Q()
    return Q(**{f"{column}__isnull": True}) if pk == NONE else Q(**{column: pk})


def picked(scope: Scope, fact: str, agent: str, sheets: Sequence[tuple[date, Packed]]) -> dict[str, frozenset[Any]]:
    """The same of sheets: columns, and the values that are wanted of them."""
    wanted: dict[str, frozenset[Any]] = {}
    for by in ("kind", "way", "language"):
        if value := getattr(scope, by):
            wanted[f"{fact}{by}"] = frozenset({value})
    for by in BY_ID:
        pk, name = getattr(scope, by), column(by, fact, agent)
        if pk == NONE:
            ids = {each for _day, sheet in sheets for each in sheet.column(name)}
            wanted[name] = frozenset({NONE, *map(int, gone(by, [str(each) for each in ids]))})
        elif pk is not None:
            wanted[name] = frozenset({pk})
    return wanted


def gone(by: Dimension, keys: Collection[str]) -> set[str]:
    """Of teams and agents: those that were deleted since the sheet was made. Their rows are nobody's."""
    some = [key for key in keys if key != str(NONE)]
    return set(some) - labels(by, some).keys() if by in BY_ID and some else set()


def column(by: Dimension, fact: str, agent: str) -> str:
    return {
        "team": f"{fact}team_id",
        "agent": f"{agent}_id",
        "product": f"{fact}products__product",
        "article": f"{fact}case__article_links__page_id",
    }.get(by, f"{fact}{by}")


def labels(by: Dimension, keys: list[str]) -> dict[str, str]:
    """What people call them."""
    if by == "kind":
        return {value: str(label) for value, label in Case.Kind.choices}
    if by == "way":
        return {value: str(label) for value, label in Way.choices}
    if by == "language":
        return dict(settings.LANGUAGES)
    if by == "product":
        return dict(CaseProduct.objects.filter(product__in=keys).values_list("product", "name").order_by("pk"))
    pks = [int(key) for key in keys]
    if by == "team":
        return {str(pk): name for pk, name in Team.objects.filter(pk__in=pks).values_list("pk", "name")}
    if by == "agent":
        return {str(user.pk): str(user) for user in User.objects.filter(pk__in=pks)}
    return {str(pk): title for pk, title in Page.objects.filter(pk__in=pks).values_list("pk", "title")}
