"""A customer's orders, page by page: every page is a walk down an index, whatever is asked for and however many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least, StrIndex
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from orders.access import company_shelves, own_shelf
from orders.filters import COMPANY, Filter, all_filters
from orders.keyset import NEWEST_FIRST, OLDEST_FIRST, Newer, Older, Place, beyond, read_place, write_place
from orders.looks import TELLING, Look, order_look
from orders.models import CompanyMember, Order, Shipment
from orders.queries import summary_columns, summary_of
from orders.templatetags.formats import when
from orders.words import LONGEST_SEARCH, searched

PAGE_SIZE = 25
MOST_URGENT_FIRST = " ".join(TELLING)
YEARS = range(1990, 2200)
SHORTEST_TRACKING_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks the list for; nonsense asks for nothing."""

    text: str = ""
    show: str = ""
    year: int | None = None
    before: Place | None = None
    after: Place | None = None

    @classmethod
    def read(cls, asked: QueryDict) -> "Wanted":
        show, year = asked.get("show", ""), asked.get("year", "")
        return cls(
            text=" ".join(asked.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH],
            show=show if show in all_filters() else "",
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 and int(year) in YEARS else None,
            before=read_place(asked.get("before", "")),
            after=None if asked.get("before") else read_place(asked.get("after", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.show or self.year)

    def query(self, *, before: Order | None = None, after: Order | None = None) -> str:
        """The same question on another page, for a link."""
        told: dict[str, str | int | None] = {"q": self.text, "show": self.show, "year": self.year}
        told["before"] = write_place(before) if before else ""
        told["after"] = write_place(after) if after else ""
        return "?" + urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class OrderRow:
    order: Order
    url: str
    summary: str
    day: str  # when it was placed
    look: Look
    company: str  # whose order it is, "" for a private one
    placed_by: str  # the colleague who placed it, "" for one's own


@dataclass(frozen=True, slots=True)
class OrderPage:
    rows: list[OrderRow]
    wanted: Wanted
    newer: str  # ?after=…, "" on the first page
    older: str  # ?before=…, "" on the last page
    years: list[int]  # the newest first
    has_orders: bool  # any at all, whatever was asked for
    is_member: bool  # of a company


def order_page(user: Any, wanted: Wanted | None = None) -> OrderPage:
    """At most 25, the newest first. One query; two more for people of a company, or with nothing to show."""
    asked, shelves = wanted or Wanted(), [own_shelf(user)]
    found, companies = _read(shelves, user, asked), []
    if not found or vars(found[0])["is_member"]:
        companies = company_shelves(user)
        if companies:
            shelves += companies
            found = _read(companies if asked.show == COMPANY.name else shelves, user, asked, with_people=True)
    shown, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    if asked.after:
        shown.reverse()
    has_newer, has_older = (more, True) if asked.after else (asked.before is not None, more)
    oldest = vars(shown[0])["oldest"] if shown else _oldest(shelves)
    here = reverse("orders:list")
    return OrderPage(
        rows=[_row(order, user, here) for order in shown],
        wanted=asked,
        newer=asked.query(after=shown[0]) if shown and has_newer else "",
        older=asked.query(before=shown[-1]) if shown and has_older else "",
        years=_years(oldest),
        has_orders=oldest is not None,
        is_member=bool(companies),
    )


def _read(shelves: Sequence[QuerySet[Order]], user: Any, asked: Wanted, *, with_people: bool = False) -> list[Order]:
    orders = _with_what_rows_say(_found(shelves, user, asked), shelves)
    if with_people:
        # Among a company's orders it says who placed each.
        orders = orders.annotate(customer_name=F("customer__name"), customer_email=F("customer__email"))
    memberships = CompanyMember.objects.filter(user=user)
    return list(orders.annotate(is_member=Exists(memberships))[: PAGE_SIZE + 1])


def _found(shelves: Sequence[QuerySet[Order]], user: Any, asked: Wanted) -> QuerySet[Order]:
    """In the order of walking: oldest first when the way leads back to newer ones."""
    chosen = all_filters().get(asked.show)
    walks = [_narrowed(walk, user, asked, chosen) for shelf in shelves for walk in _walks(shelf, chosen)]
    way = OLDEST_FIRST if asked.after else NEWEST_FIRST
    if len(walks) == 1:
        return walks[0].order_by(*way)
    # The first of every walk are enough to find the first of all.
    firsts = [Order.objects.filter(pk__in=walk.order_by(*way).values("pk")[: PAGE_SIZE + 1]) for walk in walks]
    ids = firsts[0].order_by().values("pk").union(*(each.order_by().values("pk") for each in firsts[1:]))
    return Order.objects.filter(pk__in=ids).order_by(*way)


def _walks(shelf: QuerySet[Order], chosen: Filter | None) -> list[QuerySet[Order]]:
    return [shelf.filter(status=status) for status in chosen.statuses] if chosen and chosen.statuses else [shelf]


def _narrowed(orders: QuerySet[Order], user: Any, asked: Wanted, chosen: Filter | None) -> QuerySet[Order]:
    if asked.year:
        start, end = (timezone.make_aware(datetime(year, 1, 1)) for year in (asked.year, asked.year + 1))  # noqa: DTZ001
        orders = orders.filter(placed_at__gte=start, placed_at__lt=end)
    if asked.text:
        orders = orders.filter(_says(asked.text))
    if chosen and chosen.narrow:
        orders = orders.filter(chosen.narrow(user))
    if asked.before:
        orders = orders.filter(beyond(Older, asked.before))
    if asked.after:
        orders = orders.filter(beyond(Newer, asked.after))
    return orders


def _says(text: str) -> Q:
    """Every word is in the order's words, a word of one or two letters at the start of one; or a parcel's number."""
    words = searched(text)
    conditions = [Q(search_text__text__contains=word if len(word) > 2 else f" {word}") for word in words]
    said = reduce(and_, conditions) if conditions else Q(pk__in=[])
    number = "".join(text.split()).upper()
    if len(number) < SHORTEST_TRACKING_NUMBER or not any(each.isdigit() for each in number):
        return said
    return said | Q(pk__in=Shipment.objects.filter(tracking_number=number).values("order_id"))


def _with_what_rows_say(orders: QuerySet[Order], shelves: Sequence[QuerySet[Order]]) -> QuerySet[Order]:
    """Asked for with the page and not by queries of their own."""
    # Where a status stands in one text: a CASE of eight arms costs more to write than the database needs to answer.
    urgency = StrIndex(Value(MOST_URGENT_FIRST), F("status"))
    to_her = Shipment.objects.filter(order=OuterRef("pk"), direction=Shipment.Direction.OUTBOUND)
    urgent = to_her.filter(status__in=TELLING).order_by(urgency)
    shown = orders.only("number", "slug", "status", "placed_at", "total", "currency", "customer", "company")
    return shown.annotate(
        company_name=F("company__name"),
        parcel_status=Coalesce(Subquery(urgent.values("status")[:1]), Value("")),
        oldest=_oldest_of(shelves),
        **summary_columns(),
    )


def _oldest_of(shelves: Sequence[QuerySet[Order]]) -> Any:
    firsts = [Subquery(shelf.order_by(*OLDEST_FIRST).values("placed_at")[:1]) for shelf in shelves]
    if len(firsts) < 2:
        return firsts[0]
    # An empty shelf must not hide the others: the least of anything and NULL is NULL in SQLite.
    now = Value(timezone.now(), output_field=DateTimeField())
    return Least(*(Coalesce(first, now) for first in firsts))


def _oldest(shelves: Sequence[QuerySet[Order]]) -> datetime | None:
    moments = [shelf.order_by(*OLDEST_FIRST).values_list("placed_at", flat=True).first() for shelf in shelves]
    return min((moment for moment in moments if moment), default=None)


def _years(oldest: datetime | None) -> list[int]:
    if oldest is None:
        return []
    return list(range(timezone.localdate().year, timezone.localtime(oldest).year - 1, -1))


def _row(order: Order, user: Any, here: str) -> OrderRow:
    told = vars(order)
    return OrderRow(
        order,
        # One address is looked up for all of them: 25 look-ups cost as much as the query.
        url=f"{here}{order.slug}/",
        day=when(order.placed_at),
        summary=summary_of(told["first_name"], told["line_count"]),
        look=order_look(order, told["parcel_status"]),
        company=told["company_name"] or "",
        placed_by=""
        if order.customer_id == user.pk
        else told.get("customer_name") or told.get("customer_email") or "",
    )


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    is_on: bool


def choices(wanted: Wanted, *, is_member: bool = False) -> list[Choice]:
    """Everything, and each filter, for the same words and year."""
    shown = [each for each in all_filters().values() if is_member or not each.is_for_companies]
    offered = {"": pgettext("orders", "All"), **{each.name: str(each.label) for each in shown}}
    plain = replace(wanted, before=None, after=None)
    return [Choice(label, replace(plain, show=name).query(), name == wanted.show) for name, label in offered.items()]
