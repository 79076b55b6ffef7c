"""A year of help offered before anybody asked, and of those held out: outcomes are those of the cases of the year."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from orders.models import Order
from portal.demo.year.orders import SOURCE
from portal.proactive.actions import nudge
from portal.proactive.models import Nudge, RuleName
from portal.proactive.rules import MATURE, Contact, Offered, first_contact
from returns.models import Case

KEY = "demo-"
HELD_OUT = 0.1
# How many of a year, and how many of those offered help and of those held out were about to ask us anyway.
YEAR = {
    RuleName.PARCEL: (640, 0.09, 0.34),
    RuleName.DEADLINE: (330, 0.07, 0.22),
    RuleName.INVOICE: (160, 0.04, 0.2),
    RuleName.RETURN: (120, 0.1, 0.4),
    RuleName.SEARCH: (210, 0.1, 0.3),
    RuleName.ARTICLE: (90, 0.12, 0.2),
}
AT_ONCE = 500


def make_nudges(now: datetime) -> int:
    """How many rows are new; a second run adds nothing. Who is due today in the demo's own stories is offered help."""
    today = nudge(now, lambda: 1.0)
    if Nudge.objects.filter(key__startswith=KEY).exists():
        return today
    dice = Random(6)  # noqa: S311 - the same demo every time
    rows = list(a_year(now, dice))
    Nudge.objects.bulk_create(rows, batch_size=AT_ONCE)
    return today + len(rows)


def a_year(now: datetime, dice: Random) -> Iterator[Nudge]:
    cases = list(Case.objects.filter(order__source=SOURCE, left_out="").order_by("opened_at", "pk"))
    asked_about = {case.order_id for case in cases}
    orders = Order.objects.filter(source=SOURCE).defer("payload").order_by("placed_at", "pk")
    quiet = [order for order in orders if order.pk not in asked_about]
    if not cases or not quiet:
        return
    contacts: dict[object, list[Contact]] = {}
    for case in cases:
        of = frozenset({case.order_id} if case.order_id else ())
        found = Contact(case.pk, case.opened_at, of, case.customer_id, case.email)
        contacts.setdefault(case.customer_id or case.email, []).append(found)
    for rule, (number, offered, held) in YEAR.items():
        for _each in range(number):
            held_out = dice.random() < HELD_OUT
            wants = dice.random() < (held if held_out else offered)
            yield from one(rule, held_out, dice.choice(cases) if wants else dice.choice(quiet), contacts, now, dice)


def one(
    rule: RuleName,
    held_out: bool,
    about: Case | Order,
    contacts: dict[object, list[Contact]],
    now: datetime,
    dice: Random,
) -> Iterator[Nudge]:
    if isinstance(about, Case):
        at, order_id = about.opened_at - timedelta(hours=dice.uniform(1, 120)), about.order_id
    else:
        at, order_id = about.placed_at + timedelta(days=dice.uniform(2, 9)), about.pk
    if at > now - timedelta(hours=2):
        return
    has_order = rule not in (RuleName.SEARCH, RuleName.ARTICLE)
    person, email = about.customer_id, "" if about.customer_id else about.email
    if not has_order and person is None:
        return
    offered = Offered(person, email, at, order_id if has_order else None, None)
    found = first_contact(offered, contacts.get(person or email, ()))
    seen = at + timedelta(hours=dice.uniform(0.2, 40)) if not held_out and dice.random() < 0.7 else None
    used = seen + timedelta(minutes=dice.uniform(0.2, 4)) if seen and dice.random() < 0.35 else None
    is_over = at + MATURE <= now
    yield Nudge(
        rule=rule,
        key=f"{KEY}{dice.getrandbits(48):x}",
        person_id=person,
        email=email,
        language=about.language,
        order_id=order_id if has_order else None,
        held_out=held_out,
        made_at=at,
        seen_at=seen if seen and seen < now else None,
        acted_at=used if used and used < now else None,
        contacted_at=found.at if found else None,
        contact_id=found.case if found else None,
        settled_at=at + MATURE if is_over else None,
    )
