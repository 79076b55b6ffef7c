"""Offers on pages of others: her home, her order, her case, and a search that found nothing for the second time."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import Exists, Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from kb.models import NoTrail
from kb.search.in_vain import InVain
from kb.trail.door import may_remember
from orders.access import Guest
from orders.door import reader
from orders.models import Order
from orders.panels import OrderPanel
from portal.accounts.models import User
from portal.proactive.actions import offer
from portal.proactive.candidates import searched_in_vain
from portal.proactive.models import Nudge, ProactiveSettings, RuleName
from portal.proactive.queries import about_case, about_order, of_person
from portal.proactive.rules import SEARCHES, counted
from portal.proactive.shown import show
from returns.case_panels import CasePanel, marked
from returns.home_panels import HomePanel
from returns.models import Case

TEMPLATE = "proactive/parts/offers.html"
# In the session of somebody signed in, gone with it; nothing of it is written anywhere else.
IN_VAIN = "searched_in_vain"
ENOUGH = 20


def at_home(request: HttpRequest, shop: Model) -> HomePanel | None:
    now = timezone.now()
    context = show(of_person(request.user, now)[:ENOUGH], now, page_of=shop, request=request)
    return HomePanel(TEMPLATE, context) if context else None


def any_at_home(user: Any) -> Exists:
    return Exists(Nudge.objects.filter(person=user.pk, held_out=False, dismissed_at=None))


def on_order(request: HttpRequest, order: Order) -> OrderPanel | None:
    if vars(order).get("has_offer") is False:
        return None
    now, person = timezone.now(), reader(request, order.slug)
    is_guest = isinstance(person, Guest)
    context = show(about_order(person, order, now)[:ENOUGH], now, without={"order"}, guest=is_guest, page_of=order)
    return OrderPanel("", TEMPLATE, context, place="top") if context else None


def on_case(request: HttpRequest, case: Case) -> CasePanel | None:
    if not isinstance(request.user, User) or case.customer_id != request.user.pk or case.closed_at:
        return None
    if marked(case, "has_offer") is False:
        return None
    now = timezone.now()
    context = show(about_case(request.user, case, now)[:ENOUGH], now, without={"case", "ask"})
    return CasePanel(TEMPLATE, context, "top") if context else None


def in_vain(request: HttpRequest, text: str) -> InVain | None:
    """Two different searches in one visit found nothing, and she lets us remember what she reads."""
    user = request.user
    if not may_remember(request) or not isinstance(user, User):
        return None
    now = timezone.now()
    try:
        row = second_in_vain(request, user, text, now)
    except DatabaseError:
        # A busy database: the page of results matters more.
        return None
    context = show([row], now) if row is not None else {}
    return InVain(TEMPLATE, context) if context else None


def second_in_vain(request: HttpRequest, user: User, text: str, now: datetime) -> Nudge | None:
    if NoTrail.objects.filter(pk=user.pk).exists():
        return None
    known = request.session.get(IN_VAIN)
    mark = hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:8]
    note = counted(known if isinstance(known, dict) else {}, mark, now)
    request.session[IN_VAIN] = note
    marks = note["marks"]
    if not isinstance(marks, list) or len(marks) < SEARCHES:
        return None
    terms = ProactiveSettings.load().of(RuleName.SEARCH)
    candidate = searched_in_vain(user, get_language() or user.language, now)
    offer(candidate, terms, now)
    return of_person(user, now).filter(rule=RuleName.SEARCH, key=candidate.key).first()
