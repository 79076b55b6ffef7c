"""Whom each rule would offer help now: rows nobody has decided about yet. One or two statements a rule."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from kb.models import NoTrail, TrailPage
from orders.models import Invoice, Order, Shipment, ShipmentStage
from orders.tracking.noticing import NEWS_FOR as LATE_IS_NEWS_FOR
from orders.tracking.noticing import NOT_WAITED_FOR
from portal.accounts.models import User
from portal.proactive.models import Nudge, RuleName
from portal.proactive.rules import DEADLINE_IS_NEAR, NEWS_FOR, is_long
from returns.models import Case, Deadline, ReturnReminder

AT_ONCE = 200
# They come after the mails that tell of the way, and no mail of ours tells of them.
STUCK = (
    Shipment.Status.ATTEMPT_FAILED,
    Shipment.Status.EXCEPTION,
    Shipment.Status.EXPIRED,
    Shipment.Status.RETURNING,
)
CORRECTIONS = (Invoice.Kind.CORRECTION, Invoice.Kind.CREDIT_NOTE)
# Whoever closed the page a minute ago may still be reading.
JUST_READ = timedelta(hours=2)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """`states`: names of kb.states, the most telling first, by which the article is chosen."""

    rule: str
    key: str
    person: User | None
    email: str
    language: str
    order: Order | None = None
    shipment: Shipment | None = None
    invoice: Invoice | None = None
    case: Case | None = None
    article_id: int | None = None
    states: tuple[str, ...] = ()


def buyer(order: Order) -> dict[str, object]:
    """The account that placed it; without one, the address on it."""
    person = order.customer if isinstance(order.customer, User) else None
    language = person.language if person else order.language or settings.LANGUAGE_CODE
    return {"person": person, "email": "" if person else order.email.strip().lower(), "language": language}


def customer(case: Case) -> dict[str, object]:
    person = case.customer if isinstance(case.customer, User) else None
    return {
        "person": person,
        "email": "" if person else case.email.strip().lower(),
        "language": person.language if person else case.language,
    }


def undecided(rule: str, field: str, to: str = "pk") -> Combinable:
    return ~Exists(Nudge.objects.filter(rule=rule, **{field: OuterRef(to)}))


def parcels(now: datetime) -> Iterator[Candidate]:
    """Late: noticed within three days while it was news. Stuck: a status that needs somebody, reached lately."""
    expected = Shipment.objects.filter(undecided(RuleName.PARCEL, "shipment"), direction=Shipment.Direction.OUTBOUND)
    expected = expected.exclude(order__status__in=NOT_WAITED_FOR)
    late = expected.filter(
        delayed_notified_at__gt=now - NEWS_FOR,
        delayed_notified_at__lte=now,
        late_at__lte=now,
        late_at__gt=F("delayed_notified_at") - LATE_IS_NEWS_FOR,
    )
    reached = ShipmentStage.objects.filter(
        reached_at__gt=now - NEWS_FOR, reached_at__lte=now, status__in=STUCK, shipment__status=F("status")
    )
    stuck = expected.filter(pk__in=list(reached.values_list("shipment", flat=True)[:AT_ONCE]))
    for rows in (late, stuck):
        for parcel in rows.select_related("order__customer").defer("order__payload")[:AT_ONCE]:
            yield Candidate(
                RuleName.PARCEL,
                f"shipment-{parcel.pk}",
                **buyer(parcel.order),  # type: ignore[arg-type]
                order=parcel.order,
                shipment=parcel,
                states=(f"shipment.{parcel.status}", "shipment.delayed", f"order.{parcel.order.status}"),
            )


def corrected(now: datetime) -> Iterator[Candidate]:
    rows = Invoice.objects.filter(
        undecided(RuleName.INVOICE, "invoice"),
        kind__in=CORRECTIONS,
        rendered_at__gt=now - NEWS_FOR,
        rendered_at__lte=now,
        created_at__gt=now - NEWS_FOR,
    )
    for paper in rows.select_related("order__customer").defer("order__payload", "snapshot")[:AT_ONCE]:
        yield Candidate(
            RuleName.INVOICE,
            f"invoice-{paper.pk}",
            **buyer(paper.order),  # type: ignore[arg-type]
            order=paper.order,
            invoice=paper,
            states=(f"invoice.{paper.kind}", "invoice.correction"),
        )


def open_cases() -> QuerySet[Case]:
    return Case.objects.filter(closed_at=None, received_at=None, left_out="")


def not_here(now: datetime) -> Iterator[Candidate]:
    """Agents were reminded that goods are not here (returns.logistics.reminding); the customer was told nothing."""
    rows = ReturnReminder.objects.filter(
        name=ReturnReminder.Name.NOT_ARRIVED, made_at__gt=now - NEWS_FOR, made_at__lte=now, case__in=open_cases()
    ).order_by("made_at", "pk")
    for reminder in rows.select_related("case__customer", "case__order")[:AT_ONCE]:
        yield about_case(RuleName.RETURN, f"reminder-{reminder.pk}", reminder.case)


def near(now: datetime) -> Iterator[Candidate]:
    """The customer's own last day to send goods back; a deadline that is moved is another one."""
    rows = Deadline.objects.running().filter(
        name=Deadline.Name.SEND_BACK,
        who=Deadline.Who.YOU,
        due_at__gt=now,
        due_at__lte=now + DEADLINE_IS_NEAR,
        case__in=open_cases().filter(dispatched_at=None),
    )
    for clock in rows.select_related("case__customer", "case__order").order_by("due_at", "pk")[:AT_ONCE]:
        yield about_case(RuleName.DEADLINE, f"deadline-{clock.pk}-{clock.due_at:%Y-%m-%d}", clock.case)


def about_case(rule: str, key: str, case: Case) -> Candidate:
    return Candidate(
        rule,
        key,
        **customer(case),  # type: ignore[arg-type]
        order=case.order,
        case=case,
        states=(f"{case.kind}.{case.status}", f"start.{case.kind}"),
    )


def long_reads(now: datetime) -> Iterator[Candidate]:
    """From the trail of customers who let us keep one (reading-time rule b), never from the anonymous counts."""
    pages = TrailPage.objects.filter(
        ~Exists(NoTrail.objects.filter(pk=OuterRef("user"))),
        ~Exists(Nudge.objects.filter(rule=RuleName.ARTICLE, person=OuterRef("user"), article=OuterRef("article"))),
        ~Exists(Case.objects.filter(customer=OuterRef("user"), opened_at__gte=OuterRef("read_at"))),
        Q(user__is_staff=False),
        read_at__gt=now - JUST_READ,
        read_at__lte=now,
    )
    for page in pages.select_related("user", "article").order_by("read_at", "pk")[:AT_ONCE]:
        still_there = page.read_at + timedelta(seconds=page.seconds) + A_MINUTE > now
        if still_there or not is_long(page.seconds, page.article.expected_seconds):
            continue
        reader = page.user
        yield Candidate(
            RuleName.ARTICLE, f"article-{page.article_id}", reader, "", reader.language, article_id=page.article_id
        )


def searched_in_vain(reader: User, language: str, now: datetime) -> Candidate:
    """Asked for by the page of results itself; at most once a day."""
    return Candidate(RuleName.SEARCH, f"visit-{now:%Y-%m-%d}", reader, "", language)


Finder = Callable[[datetime], Iterator[Candidate]]
FINDERS: Mapping[str, Finder] = {
    RuleName.PARCEL: parcels,
    RuleName.INVOICE: corrected,
    RuleName.RETURN: not_here,
    RuleName.DEADLINE: near,
    RuleName.ARTICLE: long_reads,
}
