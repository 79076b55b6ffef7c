"""Roles change, people are removed or leave; somebody always leads."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orders.companies.actions.history import note
from orders.companies.rules import LEAD, Refused
from orders.companies.signals import membership_changed
from orders.models import Company, CompanyEvent, CompanyMember

ALONE = _("A company needs an administrator. Make somebody else one first.")


@transaction.atomic
def change_role(member: CompanyMember, role: str, *, by: Any, now: datetime) -> None:
    """Raises Refused when nobody would lead the company any more."""
    company, member = _locked(member)
    if member.role == role:
        return
    if role not in LEAD:
        _somebody_else_leads(company, member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    event = note(company, "role_changed", by=by, now=now, name=str(member.user), before=before, role=role)
    if role not in LEAD:
        _take_invitations_back(company, member.user, by=by, now=now)
    transaction.on_commit(lambda: _announce(company, member.user, role, event), robust=True)


@transaction.atomic
def remove(member: CompanyMember, *, by: Any, now: datetime) -> None:
    """She sees nothing of the company's at the next request. Raises Refused when nobody would lead it."""
    company, member = _locked(member)
    _somebody_else_leads(company, member)
    user, left = member.user, member.user_id == by.pk
    member.delete()
    event = note(company, "left" if left else "removed", by=by, now=now, name=str(user))
    if not left:
        _take_invitations_back(company, user, by=by, now=now)
    if not left:
        transaction.on_commit(lambda: _announce(company, user, "", event), robust=True)


def _locked(member: CompanyMember) -> tuple[Company, CompanyMember]:
    """Two administrators who remove each other stand in line at the company's row."""
    company = Company.objects.select_for_update().get(pk=member.company_id)
    fresh = CompanyMember.objects.select_related("user").filter(pk=member.pk).first()
    if fresh is None:
        raise Refused(_("This person is not in the company any more."))
    return company, fresh


def _somebody_else_leads(company: Company, member: CompanyMember) -> None:
    if member.role in LEAD and not company.members.filter(role__in=LEAD).exclude(pk=member.pk).exists():
        raise Refused(ALONE)


def _take_invitations_back(company: Company, user: Any, *, by: Any, now: datetime) -> None:
    """Nobody comes back through a door she opened for herself while she led."""
    for invitation in company.invitations.filter(invited_by=user, accepted_at=None, revoked_at=None):
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        note(company, "invitation_taken_back", by=by, now=now, email=invitation.email)


def _announce(company: Company, user: Any, role: str, event: CompanyEvent) -> None:
    membership_changed.send(sender=CompanyMember, company=company, user=user, role=role, event=event)
