"""Which orders are a company's: never by a VAT number alone, which anybody can type.

By itself: the buyer's number on the order is the company's checked one, and who placed it (an order is linked to an
account by a confirmed address only) is in the company. Else somebody who placed it and is in the company says so.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from orders.companies import vat
from orders.companies.actions.history import note
from orders.companies.rules import LEAD, Refused
from orders.models import Company, CompanyEvent, CompanyMember, Order

TAKEN_OUT = "order_taken_out"


def give_waiting_orders(company: Company, now: datetime, among: QuerySet[Order] | None = None) -> int:
    """Orders of its people with its VAT number that nobody has given or taken out by hand; how many came."""
    if not company.has_checked_vat:
        return 0
    orders = Order.objects.all() if among is None else among
    # In two companies with the same number nobody can say whose an order is.
    others = CompanyMember.objects.filter(company__vat_number=company.vat_number).exclude(company=company)
    buyers = CompanyMember.objects.filter(company=company).exclude(user__in=others.values("user")).values("user")
    waiting = orders.filter(company=None, customer__in=buyers, billing_address__has_key="vat_number")
    addresses = waiting.values_list("pk", "billing_address").iterator()
    mine = {pk for pk, address in addresses if number_of(address) == company.vat_number}
    mine -= set(CompanyEvent.objects.filter(company=company, verb=TAKEN_OUT).values_list("order_id", flat=True))
    given = sum(
        Order.objects.filter(pk__in=some, company=None).update(company=company) for some in batched(sorted(mine))
    )
    # One order that comes by itself is in the list of orders; here it would bury what people changed.
    if given > 1 or (given and among is None):
        note(company, "orders_came", by=None, now=now, count=str(given))
    return given


def give_orders_of(user: Any, now: datetime, among: QuerySet[Order] | None = None) -> None:
    """After orders were linked to a person, or changed: those of her companies go there."""
    hers = (Order.objects.all() if among is None else among).filter(customer=user)
    for member in CompanyMember.objects.filter(user=user).select_related("company"):
        give_waiting_orders(member.company, now, hers)


def batched(pks: list[int], size: int = 500) -> Iterator[list[int]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))


@transaction.atomic
def give_order(order: Order, company: Company, *, by: Any, now: datetime) -> None:
    """This is for the company. Raises Refused unless she placed it and is in the company."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    is_in = CompanyMember.objects.filter(company=company, user=by).exists()
    if not is_in or order.customer_id != by.pk or order.company_id not in (None, company.pk):
        raise Refused(_("Only who placed an order can give it to a company."))
    if order.company_id is None:
        order.company = company
        order.save(update_fields=["company"])
        note(company, "order_given", by=by, now=now, order=order, number=order.number)


@transaction.atomic
def take_order_out(order: Order, *, by: Any, now: datetime) -> None:
    """It is private again, and stays so. For who placed it, and for administrators. Raises Refused."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    member = CompanyMember.objects.filter(company=order.company_id, user=by).select_related("company").first()
    if member is None or (order.customer_id != by.pk and member.role not in LEAD):
        raise Refused(_("Only who placed this order, or an administrator, can take it out of the company."))
    order.company = None
    order.save(update_fields=["company"])
    note(member.company, TAKEN_OUT, by=by, now=now, order=order, number=order.number)


def number_of(address: Any) -> str:
    said = address if isinstance(address, dict) else {}
    return vat.on_an_order(str(said.get("country", "")), str(said.get("vat_number", "")))
