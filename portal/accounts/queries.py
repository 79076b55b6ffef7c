"""What the account page shows."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from portal.accounts.models import User


@dataclass(frozen=True)
class AccountOverview:
    addresses: list[EmailAddress]
    has_password: bool
    second_factors: list[Authenticator]
    sessions: int


def account_overview(user: User) -> AccountOverview:
    return AccountOverview(
        addresses=list(EmailAddress.objects.filter(user=user).order_by("-primary", "email")),
        has_password=user.has_usable_password(),
        second_factors=list(
            Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("id")
        ),
        sessions=UserSession.objects.filter(user=user).count(),
    )
