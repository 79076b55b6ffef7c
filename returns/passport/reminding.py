"""A month before the liability or the guarantee ends its owner is told, once. A day is looked at once, by tick."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from orders.models import Order, OrderLine
from returns.law.days import add_months
from returns.law.packs import PACKS
from returns.models import DoneRemedy, PassportReminder, PassportSweep, ReturnSettings
from returns.passport.signals import period_ends_soon
from returns.queries.eligibility import LineEligibility, eligibility, with_what_the_law_asks

BEFORE = timedelta(days=30)
# A machine that was away for a while tells what it missed, not what nobody can use any more.
CATCH_UP = timedelta(days=21)
# An order counts as delivered with its last parcel, a line of it a few days sooner.
SLACK = timedelta(days=14)
AT_ONCE = 1000
Period = PassportReminder.Period


def remind(now: datetime) -> int:
    """Looks through the days since the last time; how many reminders are new."""
    today = timezone.localdate(now)
    sweep = PassportSweep.objects.first() or PassportSweep(swept_until=today - timedelta(days=1))
    if sweep.swept_until >= today:
        return 0
    first = max(sweep.swept_until + timedelta(days=1), today - CATCH_UP) + BEFORE
    ending = [each for line in _lines(first, today + BEFORE, now) for each in _ends(line, now)]
    count = sum(_write(line, period, day, now) for line, period, day in ending)
    sweep.swept_until = today
    sweep.save()
    return count


def _lines(first: date, last: date, now: datetime) -> Iterator[LineEligibility]:
    """Lines that may have a period that ends in these days; what ends when is said by the law, line by line."""
    own = ReturnSettings.load()
    orders = Order.objects.filter(pk__in=_candidates(first, last)).exclude(
        status__in=(Order.Status.CANCELLED, Order.Status.REFUNDED)
    )
    for order in with_what_the_law_asks(orders.exclude(customer=None).defer("payload")).iterator(AT_ONCE):
        yield from eligibility(order, now, own=own).lines


def _candidates(first: date, last: date) -> QuerySet[OrderLine, int]:
    months = {pack.liability_months + pack.repair_adds_months for pack in PACKS.values() if pack.liability_months}
    months |= {pack.liability_months for pack in PACKS.values() if pack.liability_months}
    began = Q()
    for number in months:
        began |= Q(order__delivered_at__range=_began(first, last, number))
    promised = OrderLine.objects.filter(guarantee_months__gt=0).values_list("guarantee_months", flat=True).distinct()
    anew = Q()
    for guaranteed in promised.order_by():
        span = _began(first, last, guaranteed or 0)
        began |= Q(guarantee_months=guaranteed, order__delivered_at__range=span)
        anew |= Q(order_line__guarantee_months=guaranteed, done_at__range=span)
    if anew:
        replaced = DoneRemedy.objects.filter(anew, remedy="replacement").values("order_line")
        began |= Q(pk__in=replaced)
    return OrderLine.objects.filter(began, quantity__gt=F("returned_quantity")).values_list("order_id", flat=True)


def _began(first: date, last: date, months: int) -> tuple[datetime, datetime]:
    """When a period of so many months began that ends in these days."""
    start, end = add_months(first, -months) - timedelta(days=3), add_months(last, -months) + SLACK
    zone = timezone.get_default_timezone()
    return datetime.combine(start, time.min, zone), datetime.combine(end, time.max, zone)


def _ends(line: LineEligibility, now: datetime) -> Iterator[tuple[OrderLine, str, date]]:
    """What of it ends within a month and has not ended yet."""
    verdicts = [(Period.LIABILITY, line.complaint)]
    if line.line.guarantee_months:
        verdicts.append((Period.GUARANTEE, line.guarantee))
    today = timezone.localdate(now)
    for period, verdict in verdicts:
        day = verdict.last_day
        if verdict.is_open and day and today < day <= today + BEFORE:
            yield line.line, period, day


def _write(line: OrderLine, period: str, day: date, now: datetime) -> int:
    try:
        with transaction.atomic():
            reminder = PassportReminder.objects.create(order_line=line, period=period, ends_date=day, made_at=now)
            transaction.on_commit(
                lambda: period_ends_soon.send(sender=PassportReminder, reminder=reminder), robust=True
            )
    except IntegrityError:
        return 0
    return 1
