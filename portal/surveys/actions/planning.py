"""A row for each question that will be asked: about a case when it is finished, about the shop once a quarter."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from orders.models import Order
from portal.accounts.models import User
from portal.notifications.models import MailChoice
from portal.surveys.models import Invitation, SurveyKind, SurveySettings
from portal.surveys.rules import NEWS, QUARTER
from returns.models import Case

AT_ONCE = 200
CUSTOMER_FOR = timedelta(days=183)
# Who took it back, and what lives on in another case, was not handled to an end.
NOT_HANDLED = (Case.Status.CANCELLED, Case.Status.MERGED)
State = Invitation.State


def is_asked_about(case: Case) -> bool:
    return case.closed_at is not None and not case.left_out and case.status not in NOT_HANDLED


def plan(case: Case, now: datetime) -> Invitation | None:
    """The question about a finished case, once for each; when the case was open again, its time starts anew."""
    chosen = SurveySettings.load()
    if not chosen.after_case or case.closed_at is None or not is_asked_about(case):
        return None
    person = case.customer if isinstance(case.customer, User) else None
    due_at = case.closed_at + timedelta(hours=chosen.delay_hours)
    invitation, is_new = Invitation.objects.get_or_create(
        case=case,
        defaults={
            "kind": chosen.question,
            "person": person,
            "email": person.email if person else case.email,
            "language": person.language if person else case.language,
            "due_at": due_at,
            "created_at": now,
        },
    )
    if not is_new:
        Invitation.objects.filter(pk=invitation.pk, state=State.PLANNED, due_at=None).update(due_at=due_at)
    return invitation


def finished_unplanned(now: datetime) -> QuerySet[Case]:
    """Cases that ended lately and have no question with a time."""
    planned = Invitation.objects.filter(case=OuterRef("pk")).exclude(state=State.PLANNED, due_at=None)
    ended = Case.objects.filter(closed_at__gt=now - NEWS, left_out="").exclude(status__in=NOT_HANDLED)
    return ended.filter(~Exists(planned)).select_related("customer").order_by("closed_at")


def plan_missed(now: datetime) -> int:
    """What a killed process forgot to plan, and cases that are finished again."""
    if not SurveySettings.load().after_case:
        return 0
    return sum(plan(case, now) is not None for case in finished_unplanned(now)[:AT_ONCE])


def plan_nps(now: datetime) -> int:
    """A few people a day, so that answers come all year round; how many rows are new."""
    chosen = SurveySettings.load()
    if not chosen.nps:
        return 0
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Invitation.objects.filter(kind=SurveyKind.NPS, created_at__gte=midnight).count()
    left = min(AT_ONCE, chosen.nps_a_day - today)
    people = customers_to_ask(now)[: max(0, left)]
    rows = [
        Invitation(
            kind=SurveyKind.NPS,
            person=person,
            email=person.email,
            language=person.language,
            due_at=now,
            created_at=now,
        )
        for person in people
    ]
    return len(Invitation.objects.bulk_create(rows))


def customers_to_ask(now: datetime) -> QuerySet[User]:
    """Customers of the last half year with no case open whom nobody planned to ask this quarter."""
    ordered = Order.objects.filter(customer=OuterRef("pk"), placed_at__gt=now - CUSTOMER_FOR)
    planned = Invitation.objects.filter(Q(kind=SurveyKind.NPS, created_at__gt=now - QUARTER), person=OuterRef("pk"))
    waiting = Case.objects.filter(customer=OuterRef("pk"), closed_at=None)
    stopped = MailChoice.objects.filter(user=OuterRef("pk"), group="surveys", wanted=False)
    people = User.objects.filter(Exists(ordered), is_active=True, is_staff=False)
    return people.filter(~Exists(planned), ~Exists(waiting), ~Exists(stopped)).order_by("pk")
