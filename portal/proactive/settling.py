"""Whether somebody asked us after all: looked for until seven days are over, then it stands."""

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.db.models import Q

from portal.proactive.models import Nudge, RuleName
from portal.proactive.rules import MATURE, Contact, Offered, first_contact
from returns.models import Case, Message

AT_ONCE = 500
EVERY_SECONDS = 600


def look_for_contacts(now: datetime) -> None:
    """For tick: every ten minutes is soon enough."""
    if cache.add("proactive-contacts", now.isoformat(), timeout=EVERY_SECONDS):
        settle(now)


def settle(now: datetime) -> int:
    """How many asked us; four statements for every 500 offers, and one for each that changed."""
    waiting = list(Nudge.objects.filter(settled_at=None).order_by("made_at", "pk"))
    return sum(_settle(waiting[at : at + AT_ONCE], now) for at in range(0, len(waiting), AT_ONCE))


def _settle(rows: list[Nudge], now: datetime) -> int:
    contacts = list(_contacts(rows))
    by_person: dict[object, list[Contact]] = {}
    for each in contacts:
        by_person.setdefault(each.person or each.email, []).append(each)
    asked = 0
    for row in rows:
        offered = Offered(row.person_id, row.email, row.made_at, row.order_id, row.case_id)
        found = first_contact(offered, by_person.get(row.person_id or row.email, ()))
        is_over = row.made_at + MATURE <= now
        if found is None and not is_over and row.contacted_at is None:
            continue
        changed: dict[str, object] = {
            "contacted_at": found.at if found else None,
            "contact_id": found.case if found else None,
        }
        if is_over:
            changed |= {"settled_at": now} | _forgotten(row)
        if any(getattr(row, name) != value for name, value in changed.items()):
            Nudge.objects.filter(pk=row.pk).update(**changed)
        asked += found is not None
    return asked


def _forgotten(row: Nudge) -> dict[str, object]:
    """What was read is remembered for a week only, here as in the trail."""
    return {"article_id": None, "key": f"read-{row.pk}"} if row.rule == RuleName.ARTICLE else {}


def _contacts(rows: list[Nudge]) -> Iterable[Contact]:
    """Cases opened, and messages in the cases that offers are about. Spam and tests are no contacts; what was joined
    with another case was one."""
    since, until = min(row.made_at for row in rows), max(row.made_at for row in rows) + MATURE
    people = {row.person_id for row in rows if row.person_id}
    guests = {row.email for row in rows if not row.person_id}
    theirs = Q(customer__in=people) | Q(customer=None, email__in=guests)
    counted = Q(left_out="") | Q(left_out="duplicate")
    opened = Case.objects.filter(theirs, counted, opened_at__gt=since, opened_at__lte=until)
    for case in opened.prefetch_related("more_orders").only("pk", "opened_at", "order", "customer", "email"):
        orders = {order.pk for order in case.more_orders.all()} | ({case.order_id} if case.order_id else set())
        yield Contact(case.pk, case.opened_at, frozenset(orders), case.customer_id, case.email.strip().lower())
    about = {row.case_id for row in rows if row.case_id}
    said = Message.objects.filter(
        case__in=about, author=Message.Author.CUSTOMER, created_at__gt=since, created_at__lte=until,
        no_reply_needed=False,
    ).order_by()  # fmt: skip
    for case_id, at, person, email in said.values_list("case", "created_at", "case__customer", "case__email"):
        yield Contact(case_id, at, frozenset(), person, email.strip().lower(), opened=False)
