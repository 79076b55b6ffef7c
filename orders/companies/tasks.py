"""Asking VIES, outside of any request: a row says when it is due, tick starts what was lost."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from orders.companies import vies
from orders.companies.actions.giving import give_waiting_orders
from orders.companies.actions.history import note
from orders.companies.rules import next_check
from orders.models import Company

LEASE = timedelta(minutes=2)


def vat_checks_due(now: datetime) -> QuerySet[Company]:
    return Company.objects.filter(vat_due_at__lte=now).order_by("vat_due_at")


@task()
def check_vat(company_id: int) -> None:
    """Safe to run again, and at the same time: whoever moves the due time asks."""
    now = timezone.now()
    if not vat_checks_due(now).filter(pk=company_id).update(vat_due_at=now + LEASE):
        return
    asked = Company.objects.get(pk=company_id).vat_number
    try:
        answer = vies.ask(asked)
    except vies.NoAnswer as error:
        put_off(company_id, asked, str(error), now)
    else:
        write_down(company_id, asked, answer, timezone.now())


@transaction.atomic
def put_off(company_id: int, asked: str, error: str, now: datetime) -> None:
    """Asked often enough: the number stays well formed and unconfirmed, which an administrator sees."""
    company = Company.objects.select_for_update().filter(pk=company_id, vat_number=asked).first()
    if company is None:
        return
    company.vat_attempts += 1
    company.vat_error = error[:200]
    company.vat_due_at = next_check(company.vat_attempts, now)
    company.save(update_fields=["vat_attempts", "vat_error", "vat_due_at"])


@transaction.atomic
def write_down(company_id: int, asked: str, answer: vies.Answer, now: datetime) -> None:
    """An answer about a number that was changed meanwhile is about nothing."""
    company = Company.objects.select_for_update().filter(pk=company_id, vat_number=asked).first()
    if company is None:
        return
    company.vat_check = Company.Check.VALID if answer.valid else Company.Check.INVALID
    company.vat_checked_at, company.vat_due_at, company.vat_error = now, None, ""
    company.vat_name = answer.name
    company.save(update_fields=["vat_check", "vat_checked_at", "vat_due_at", "vat_error", "vat_name"])
    note(company, "vat_checked", by=None, now=now, vat_number=asked, result=company.vat_check)
    give_waiting_orders(company, now)
