"""The first two pages: which ways there are for whom, until when with this order, and what a way means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from orders.access import is_somebody, may_act_on, one_order, orders_of
from orders.door import reader
from orders.models import Order
from orders.templatetags.formats import when
from returns.access import Person
from returns.law.of_orders import law_of
from returns.models import Draft
from returns.starting import helping, offering
from returns.starting.access import drafts_of
from returns.starting.choices import OrderChoices, choices_in, orders_for, readable
from returns.starting.rules import QUESTION, STEPS, WAYS, WITHDRAWAL
from returns.starting.ways import TITLES, Way, load_shop, way, ways


@dataclass(frozen=True)
class Asked:
    """What the address says: a way, an order she may see, a line of it."""

    kind: str
    order: Order | None
    line: int
    # She may read it, but whoever placed it sends things back.
    is_only_read: bool = False

    @property
    def query(self) -> str:
        order = {"order": self.order.slug} if self.order else {}
        return urlencode(order | ({"line": self.line} if self.line else {}))


def asked(request: HttpRequest) -> Asked:
    """Whatever is not hers or not there counts as not said."""
    given: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    kind, slug = given.get("kind", ""), given.get("order", "").replace("\0", "")
    line = given.get("line", "")
    person = reader(request, slug) if slug else request.user
    order = readable(one_order(person, slug) if is_somebody(person) else orders_of(person).filter(slug=slug)).first()
    return Asked(
        kind if kind in WAYS else "",
        order,
        int(line) if line.isascii() and line.isdecimal() and len(line) < 19 else 0,
        bool(order and is_somebody(request.user) and not may_act_on(request.user, order)),
    )


@dataclass(frozen=True)
class Card:
    way: Way
    url: str
    # With an order: until when this way is open, or why it is not.
    note: str = ""
    is_open: bool = True


def choose_page(request: HttpRequest, said: Asked, now: datetime) -> dict[str, Any]:
    shop = load_shop(request)
    pack = law_of(said.order, shop.own).pack
    return {
        "order": said.order,
        "cards": [card(each, said, now, request) for each in ways(pack, shop)],
        "begun": begun_by(request.user, now),
        "at_once": helping.at_once(request, said.kind, said.order) if is_somebody(request.user) else [],
        "articles": helping.articles(request, "", said.order),
        "is_guest": not is_somebody(request.user),
    }


def card(each: Way, said: Asked, now: datetime, request: HttpRequest) -> Card:
    url = address_of(each.kind, said)
    if said.order is None or each.kind == QUESTION:
        return Card(each, url)
    found = choices_in(each.kind, [said.order], now, request)[0]
    note, is_open = note_of(found)
    return Card(each, url, note, is_open)


def note_of(found: OrderChoices) -> tuple[str, bool]:
    """Until when, or the reason why not when it is the same for all."""
    if found.most:
        days = [choice.until for choice in found.possible if choice.until]
        return (_("Until %(day)s") % {"day": when(min(days))} if days else "", True)
    reasons = {choice.no for choice in found.choices}
    return (reasons.pop() if len(reasons) == 1 else _("Not possible for these items now."), False)


def address_of(kind: str, said: Asked) -> str:
    query = f"&{said.query}" if said.query else ""
    return f"{reverse('cases:new')}?kind={kind}{query}"


@dataclass(frozen=True)
class Begun:
    """A draft in the list of what she began."""

    draft: Draft
    title: str
    url: str
    throw_away_url: str


def filled_drafts(person: Person, now: datetime) -> QuerySet[Draft]:
    """Without those in which nothing was filled in yet."""
    return drafts_of(person, now).exclude(data={})


def begun_by(person: Person, now: datetime, kind: str = "") -> list[Begun]:
    """What she began, the latest first. One query."""
    drafts = filled_drafts(person, now)
    return [
        Begun(
            each,
            str(TITLES[each.kind]),
            reverse("cases:start", args=[each.key]),
            reverse("cases:throw_away", args=[each.key]),
        )
        for each in (drafts.filter(kind=kind) if kind else drafts)
    ]


def way_page(request: HttpRequest, said: Asked, now: datetime) -> dict[str, Any]:
    """What this way means; with an order known, the days and items of it."""
    shop = load_shop(request)
    law = law_of(said.order, shop.own)
    found = way(said.kind, law.pack, shop)
    is_guest = not is_somebody(request.user)
    orders = [] if is_guest or said.order else orders_for(request.user)
    kind = said.kind if said.kind != QUESTION else ""
    found_orders = choices_in(kind, orders, now, request) if kind else [OrderChoices(order, []) for order in orders]
    return {
        "way": found,
        "asked": said,
        "order": said.order,
        "items": choices_in(kind, [said.order], now, request)[0] if kind and said.order else None,
        "orders": found_orders,
        "others": [each for each in found_orders if not each.most],
        "is_only": len(found_orders) == 1,
        "key": uuid4(),
        "begun": begun_by(request.user, now, said.kind),
        "at_once": [] if is_guest else helping.at_once(request, said.kind, said.order),
        "offer": offering.offered(request, said.kind, said.order),
        "is_guest": is_guest,
        "is_withdrawal": said.kind == WITHDRAWAL,
        "is_question": said.kind == QUESTION,
        "has_this_right": said.kind != WITHDRAWAL or law.pack.has_withdrawal,
        "other_ways_url": f"{reverse('cases:new')}?{said.query}" if said.query else reverse("cases:new"),
        "instead_url": f"{reverse('cases:new')}?order={said.order.slug}" if said.order else reverse("cases:new"),
    }


def known_items(said: Asked, now: datetime) -> dict[int, int] | None:
    """Pieces by line where nothing is left to choose: the named line, or the only one, with one piece of it."""
    if said.order is None or said.kind not in STEPS:
        return None
    possible = choices_in(said.kind, [said.order], now)[0].possible
    named = [choice for choice in possible if choice.line.pk == said.line]
    left = named or (possible if len(possible) == 1 else [])
    return {left[0].line.pk: 1} if left and left[0].most == 1 else None
