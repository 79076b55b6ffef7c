"""The door to a company: its people, its administrators, or 404. Asked at every request (R9)."""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.http import Http404

from orders.access import is_somebody
from orders.companies.rules import LEAD
from orders.models import CompanyInvitation, CompanyMember


def memberships_of(user: Any) -> QuerySet[CompanyMember]:
    if not is_somebody(user):
        return CompanyMember.objects.none()
    return CompanyMember.objects.filter(user=user).select_related("company").order_by("company__name", "pk")


def get_membership(user: Any, key: UUID) -> CompanyMember:
    """Hers in this company. Raises Http404, the same for somebody else's company and for none."""
    found = memberships_of(user).filter(company__key=key).first()
    if found is None:
        raise Http404
    return found


def get_leading(user: Any, key: UUID) -> CompanyMember:
    """As administrator. Raises Http404 for everybody else."""
    found = get_membership(user, key)
    if found.role not in LEAD:
        raise Http404
    return found


def verified_addresses(user: Any) -> list[str]:
    """Addresses whose mail she has shown to read."""
    if not is_somebody(user):
        return []
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))


def invitations_for(user: Any) -> QuerySet[CompanyInvitation]:
    """Open ones to her confirmed addresses; whether they are still valid is for who shows them."""
    waiting = CompanyInvitation.objects.filter(email__in=verified_addresses(user), accepted_at=None, revoked_at=None)
    return waiting.select_related("company", "invited_by")
