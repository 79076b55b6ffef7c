"""What pages and jobs read of companies."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from orders.companies import vat
from orders.companies.access import invitations_for, memberships_of
from orders.companies.actions.giving import TAKEN_OUT, give_waiting_orders
from orders.models import Company, CompanyEvent, CompanyInvitation, CompanyMember, Order

SHOWN_CHANGES = 50
MISSED_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Waiting:
    invitation: CompanyInvitation
    is_over: bool  # its week has passed; it can be sent again


def members_of(company: Company) -> list[CompanyMember]:
    return list(company.members.select_related("user"))


def waiting_invitations(company: Company, now: datetime) -> list[Waiting]:
    open_ones = company.invitations.filter(accepted_at=None, revoked_at=None).select_related("invited_by")
    return [Waiting(each, each.expires_at <= now) for each in open_ones]


def changes_of(company: Company) -> list[CompanyEvent]:
    """The newest first."""
    return list(company.events.select_related("order")[:SHOWN_CHANGES])


def places_for(order: Order, user: Any) -> list[Company]:
    """The companies somebody could give an order of hers to."""
    if order.company_id is not None or order.customer_id != user.pk:
        return []
    return [member.company for member in memberships_of(user)]


def known_details(user: Any) -> dict[str, str]:
    """What her newest order with a VAT number says of the buyer, so that nobody types it again."""
    newest = Order.objects.filter(customer=user, billing_address__has_key="vat_number").order_by("-placed_at").first()
    if newest is None:
        return {}
    said = newest.billing_address
    country = str(said.get("country", ""))
    number = vat.on_an_order(country, str(said.get("vat_number", "")))
    known = {
        "name": said.get("company", ""),
        "vat_number": number,
        "country": country if country in vat.COUNTRIES else "",
        "street": said.get("street", ""),
        "postcode": said.get("postcode", ""),
        "city": said.get("city", ""),
    }
    return {name: str(value) for name, value in known.items() if value}


def give_missed_orders(now: datetime) -> int:
    """Orders of a company that the process which brought them could not give it, because it was killed."""
    buyers = CompanyMember.objects.values("user")
    fresh = Order.objects.filter(company=None, customer__in=buyers, updated_at__gte=now - MISSED_FOR)
    waiting: QuerySet[Order] = fresh.filter(billing_address__has_key="vat_number")
    taken = CompanyEvent.objects.filter(verb=TAKEN_OUT, order__isnull=False).values("order")
    people = waiting.exclude(pk__in=taken).values_list("customer", flat=True)
    companies = Company.objects.filter(members__user__in=list(people[:1000])).distinct()
    return sum(give_waiting_orders(company, now, waiting) for company in companies)


def open_invitations(user: Any, now: datetime) -> list[CompanyInvitation]:
    """Hers to accept or decline; those whose week has passed are no more."""
    return list(invitations_for(user).filter(expires_at__gt=now))


def named_invitation(token_hash: str, now: datetime) -> CompanyInvitation | None:
    """The open one whose link was followed."""
    if not token_hash:
        return None
    valid = CompanyInvitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
    return valid.filter(token_hash=token_hash).select_related("company", "invited_by").first()
