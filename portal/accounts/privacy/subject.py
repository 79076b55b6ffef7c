"""Whom a request is about: an account with its confirmed addresses, or an address alone; and how both are hashed."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q

if TYPE_CHECKING:
    from portal.accounts.models import User

SALT = b"portal.accounts.privacy"


@dataclass(frozen=True, slots=True)
class Subject:
    """`until`: what came later is somebody who came back. Without a user: only what no account has."""

    user: "User | None"
    addresses: tuple[str, ...]
    until: datetime

    def owns(self, owner: str = "customer", address: str = "email") -> Q:
        """Rows of the account, and rows of her addresses that are in nobody's account."""
        mine = Q(**{owner: None, f"{address}__in": self.addresses})
        return mine | Q(**{owner: self.user}) if self.user else mine


def of_account(user: "User", until: datetime) -> Subject:
    """Confirmed addresses only: another one may be a stranger's (R21)."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Subject(user, tuple(sorted({address.strip().lower() for address in confirmed})), until)


def of_address(address: str, until: datetime) -> Subject:
    return Subject(None, (address.strip().lower(),), until)


def has_account(address: str) -> bool:
    return EmailAddress.objects.filter(email=address.strip().lower(), verified=True).exists()


def hash_of(kind: str, value: str) -> str:
    """A keyed hash: nobody without the key finds out whose it is by trying addresses."""
    return _hash(settings.SECRET_KEY, kind, value)


def hashes_of(kind: str, value: str) -> Iterator[str]:
    """With today's key and those before it (SECRET_KEY_FALLBACKS)."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield _hash(str(key), kind, value)


def address_hash(address: str) -> str:
    return hash_of("address", address.strip().lower())


def user_hash(pk: int) -> str:
    return hash_of("user", str(pk))


def _hash(key: str, kind: str, value: str) -> str:
    derived = hashlib.sha256(SALT + key.encode()).digest()
    return hmac.new(derived, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
