"""A company is made, changed and closed by its people."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orders.companies import vat
from orders.companies.actions.giving import give_waiting_orders
from orders.companies.actions.history import note
from orders.companies.rules import CHECK_AGAIN_AFTER, MOST_COMPANIES, Refused
from orders.companies.tasks import check_vat
from orders.models import Company, CompanyMember, CompanyRole


@dataclass(frozen=True, slots=True)
class Details:
    """As the form gives them, the VAT number already read (orders.companies.vat)."""

    name: str
    country: str
    vat_number: str
    street: str = ""
    postcode: str = ""
    city: str = ""


@transaction.atomic
def found_company(details: Details, *, by: Any, now: datetime) -> Company:
    """Who makes it is its first administrator. Raises Refused when she has too many or this one already."""
    mine = list(Company.objects.filter(members__user=by).select_for_update())
    if len(mine) >= MOST_COMPANIES:
        raise Refused(_("You are in as many companies as one account can be in."))
    if any(each.vat_number == details.vat_number for each in mine):
        raise Refused(_("You already are in a company with this VAT number."))
    company = Company(**asdict(details))
    ask_vies(company, now)
    company.save()
    CompanyMember.objects.create(company=company, user=by, role=CompanyRole.ADMINISTRATOR, joined_at=now)
    note(company, "founded", by=by, now=now, name=company.name, vat_number=company.vat_number)
    give_waiting_orders(company, now)
    queue_check(company)
    return company


@transaction.atomic
def change_company(company: Company, details: Details, *, by: Any, now: datetime) -> None:
    """Orders it has stay; another VAT number is checked anew and brings its own."""
    company = Company.objects.select_for_update().get(pk=company.pk)
    before = company.vat_number
    changed = [name for name, value in asdict(details).items() if getattr(company, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(company, name, getattr(details, name))
    if company.vat_number != before:
        ask_vies(company, now)
        note(company, "vat_changed", by=by, now=now, before=before, after=company.vat_number)
    if set(changed) - {"vat_number"}:
        note(company, "changed", by=by, now=now, name=company.name)
    company.save()
    give_waiting_orders(company, now)
    queue_check(company)


@transaction.atomic
def check_again(company: Company, *, now: datetime) -> None:
    """An administrator wants VIES asked once more. Raises Refused when that makes no sense now."""
    company = Company.objects.select_for_update().get(pk=company.pk)
    if settings.VIES_CHECK != "on" or company.country not in vat.IN_VIES:
        raise Refused(_("Numbers of this country can't be looked up."))
    if company.vat_check == Company.Check.VALID or company.vat_due_at:
        raise Refused(_("There is nothing to ask just now."))
    if company.vat_checked_at and now - company.vat_checked_at < CHECK_AGAIN_AFTER:
        raise Refused(_("The register was asked a moment ago. Please wait an hour."))
    ask_vies(company, now)
    company.save()
    queue_check(company)


@transaction.atomic
def close_company(company: Company, *, by: Any, now: datetime) -> None:
    """Its orders go back to who placed them. Raises Refused while there are other people in it."""
    company = Company.objects.select_for_update().get(pk=company.pk)
    if company.members.exclude(user=by).exists():
        raise Refused(_("Remove the other people first: they would lose the company's orders without a word."))
    company.delete()


def ask_vies(company: Company, now: datetime) -> None:
    """A number that was not asked about yet: VIES is asked if the operator switched it on and knows the country."""
    asked = settings.VIES_CHECK == "on" and company.country in vat.IN_VIES
    company.vat_check = Company.Check.WAITING if asked else Company.Check.FORMAL
    company.vat_checked_at, company.vat_attempts, company.vat_error, company.vat_name = None, 0, "", ""
    company.vat_due_at = now if asked else None


def queue_check(company: Company) -> None:
    if company.vat_due_at:
        transaction.on_commit(lambda: check_vat.enqueue(company.pk), robust=True)
