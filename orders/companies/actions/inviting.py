"""People are invited by mail: for one confirmed address, once, for a week."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orders.companies.access import verified_addresses
from orders.companies.actions.giving import give_waiting_orders
from orders.companies.actions.history import note
from orders.companies.rules import (
    INVITATION_LASTS,
    INVITATIONS_A_DAY,
    INVITATIONS_TO_ONE_ADDRESS_A_DAY,
    RESEND_AFTER,
    Refused,
)
from orders.companies.signals import person_invited, person_joined
from orders.models import Company, CompanyEvent, CompanyInvitation, CompanyMember, Order

SENT = ("invited", "invited_again")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(company: Company, email: str, role: str, language: str, *, by: Any, now: datetime) -> CompanyInvitation:
    """The same answer whether or not the address has an account (R14). Raises Refused."""
    company = Company.objects.select_for_update().get(pk=company.pk)
    address = email.strip().lower()
    if address in addresses_of_members(company):
        raise Refused(_("This person is in the company already. You can change the role in the list."))
    waiting = company.invitations.filter(email=address, accepted_at=None, revoked_at=None).first()
    if waiting is not None and waiting.expires_at > now:
        raise Refused(_("This address is invited already. You can send the invitation again from the list."))
    allow_one_more(company, address, now)
    token = secrets.token_urlsafe(32)
    invitation = waiting or CompanyInvitation(company=company, email=address)
    invitation.role, invitation.language, invitation.invited_by = role, language, by
    _send(invitation, token, now)
    note(company, "invited", by=by, now=now, email=address, role=role)
    return invitation


@transaction.atomic
def invite_again(invitation: CompanyInvitation, *, by: Any, now: datetime) -> None:
    """A new link for a new week; the old one opens nothing any more. Raises Refused."""
    company = Company.objects.select_for_update().get(pk=invitation.company_id)
    invitation = _open(invitation)
    if now - invitation.sent_at < RESEND_AFTER:
        raise Refused(_("We have just sent it. Please wait five minutes, and look into the spam folder."))
    allow_one_more(company, invitation.email, now)
    _send(invitation, secrets.token_urlsafe(32), now)
    note(company, "invited_again", by=by, now=now, email=invitation.email, role=invitation.role)


@transaction.atomic
def take_invitation_back(invitation: CompanyInvitation, *, by: Any, now: datetime) -> None:
    """Raises Refused when it was accepted meanwhile."""
    company = Company.objects.select_for_update().get(pk=invitation.company_id)
    invitation = _open(invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    note(company, "invitation_taken_back", by=by, now=now, email=invitation.email)


@transaction.atomic
def accept(invitation: CompanyInvitation, *, by: Any, now: datetime) -> CompanyMember:
    """Only for who has confirmed the invited address. Orders she placed for the company come along. Raises Refused."""
    company = Company.objects.select_for_update().get(pk=invitation.company_id)
    invitation = _open(invitation)
    if invitation.email not in verified_addresses(by):
        raise Refused(_("This invitation is for another address. Confirm that address in your account first."))
    if invitation.expires_at <= now:
        raise Refused(_("This invitation has expired. Ask for a new one: it takes a minute."))
    member, is_new = CompanyMember.objects.get_or_create(
        company=company, user=by, defaults={"role": invitation.role, "joined_at": now}
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if is_new:
        note(company, "joined", by=by, now=now, email=invitation.email, role=member.role)
        give_waiting_orders(company, now, Order.objects.filter(customer=by))
        transaction.on_commit(lambda: _announce_joined(member, invitation), robust=True)
    return member


@transaction.atomic
def decline(invitation: CompanyInvitation, *, by: Any, now: datetime) -> None:
    """Who is invited says no. Raises Refused."""
    invitation = _open(invitation)
    if invitation.email not in verified_addresses(by):
        raise Refused(_("This invitation is for another address. Confirm that address in your account first."))
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    note(invitation.company, "invitation_declined", by=by, now=now, email=invitation.email)


def allow_one_more(company: Company, address: str, now: datetime) -> None:
    """Raises Refused: a form that sends mail to any address must not be a gun."""
    today = CompanyEvent.objects.filter(verb__in=SENT, at__gt=now - timedelta(days=1))
    if today.filter(company=company).count() >= INVITATIONS_A_DAY:
        raise Refused(_("That is all for today: a company can send 30 invitations a day."))
    if (
        CompanyInvitation.objects.filter(email=address, sent_at__gt=now - timedelta(days=1)).count()
        + today.filter(company=company, verb="invited_again", data__email=address).count()
        >= INVITATIONS_TO_ONE_ADDRESS_A_DAY
    ):
        raise Refused(_("This address has had several invitations today. Please try again tomorrow."))


def addresses_of_members(company: Company) -> set[str]:
    members = company.members.select_related("user")
    return {address for member in members for address in (member.user.email, *verified_addresses(member.user))}


def _open(invitation: CompanyInvitation) -> CompanyInvitation:
    """Read again under the company's lock. Raises Refused."""
    now = CompanyInvitation.objects.select_related("company").get(pk=invitation.pk)
    if now.accepted_at or now.revoked_at:
        raise Refused(_("This invitation was used or taken back."))
    return now


def _send(invitation: CompanyInvitation, token: str, now: datetime) -> None:
    invitation.token_hash, invitation.sent_at = hash_of(token), now
    invitation.expires_at = now + INVITATION_LASTS
    invitation.save()
    # In this transaction: the mail with the token is written together with its hash, or neither is.
    person_invited.send(sender=CompanyInvitation, invitation=invitation, token=token)


def _announce_joined(member: CompanyMember, invitation: CompanyInvitation) -> None:
    person_joined.send(sender=CompanyMember, member=member, invitation=invitation)
