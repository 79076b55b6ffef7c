"""Mail about who may see a company's orders: invitations, who joined, and changed roles."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import override

from orders.companies.signals import membership_changed, person_invited, person_joined
from orders.models import Company, CompanyEvent, CompanyInvitation, CompanyMember, CompanyRole
from orders.templatetags.formats import day
from portal.accounts.models import User
from portal.notifications.actions import queue_mail
from portal.notifications.compose import page_url
from portal.notifications.optional import first_name


@receiver(person_invited, dispatch_uid="mail_company_invitation")
def mail_company_invitation(invitation: CompanyInvitation, token: str, **kwargs: Any) -> None:
    """In the transaction of the invitation: the token is kept nowhere else."""
    language = invitation.language
    with override(language):
        facts = {
            "company": invitation.company.name,
            "person": str(invitation.invited_by or ""),
            "email": invitation.email,
            "role": invitation.role,
            "until": day(invitation.expires_at),
            "url": page_url("companies:open_invitation", language, token=token),
        }
    queue_mail("company_invitation", invitation.email, language, facts)


@receiver(person_joined, dispatch_uid="mail_company_joined")
def mail_company_joined(member: CompanyMember, invitation: CompanyInvitation, **kwargs: Any) -> None:
    """To who invited, as long as that person leads the company."""
    person = invitation.invited_by
    leads = member.company.members.filter(user=person, role=CompanyRole.ADMINISTRATOR).exists()
    if not isinstance(person, User) or not leads:
        return
    facts = about(member.company, person) | {"person": str(member.user), "role": member.role}
    queue_mail("company_joined", person.email, person.language, facts, dedupe_key=f"company-joined-{invitation.pk}")


@receiver(membership_changed, dispatch_uid="mail_company_changed")
def mail_company_changed(company: Company, user: User, role: str, event: CompanyEvent, **kwargs: Any) -> None:
    """To whom it happened; nobody needs to hear what they did themselves."""
    if event.actor_id == user.pk:
        return
    facts = about(company, user) | {"role": role, "person": event.data.get("by", "")}
    queue_mail("company_changed", user.email, user.language, facts, dedupe_key=f"company-event-{event.pk}")


def about(company: Company, reader: User) -> dict[str, Any]:
    is_in = company.members.filter(user=reader).exists()
    name, arguments = ("companies:detail", {"key": company.key}) if is_in else ("companies:overview", {})
    return {
        "name": first_name(reader),
        "company": company.name,
        "url": page_url(name, reader.language, **arguments),
    }
