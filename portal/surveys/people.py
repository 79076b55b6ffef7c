"""Who somebody is to the 30 days: an account, and each address we would write to. Nobody's name stands there."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.utils.crypto import salted_hmac

from portal.accounts.models import User
from portal.surveys.models import Addressee, Invitation

SALT = "portal.surveys.addressee"


def hashed(what: str) -> str:
    return salted_hmac(SALT, what, algorithm="sha256").hexdigest()


def address_key(address: str) -> str:
    return hashed(f"address:{address.strip().lower()}")


def user_key(pk: int) -> str:
    return hashed(f"user:{pk}")


def keys_of(invitation: Invitation) -> list[str]:
    """The same person keeps the same keys as a guest and with an account, as long as the address is the same."""
    person = invitation.person
    found = {address_key(address) for address in addresses_of(invitation)}
    if person is not None:
        found.add(user_key(person.pk))
    return sorted(found)


def addresses_of(invitation: Invitation) -> Iterable[str]:
    person = invitation.person
    known = (
        invitation.email,
        person.email if isinstance(person, User) else "",
        invitation.case.email if invitation.case else "",
    )
    return {address.strip().lower() for address in known if address.strip()}


def last_asked(keys: list[str]) -> tuple[datetime | None, datetime | None]:
    """When any of them was asked last, and when about recommending."""
    found = Addressee.objects.filter(key__in=keys).aggregate(asked=Max("asked_at"), nps=Max("nps_at"))
    return found["asked"], found["nps"]


def lock(keys: list[str]) -> None:
    """Until commit nobody else asks this person. Two jobs take the rows in the same order."""
    Addressee.objects.bulk_create([Addressee(key=key) for key in keys], ignore_conflicts=True)
    list(Addressee.objects.select_for_update().filter(key__in=keys).order_by("key"))


def note_asked(keys: list[str], now: datetime, is_nps: bool) -> None:
    asked = {"asked_at": now, "nps_at": now} if is_nps else {"asked_at": now}
    Addressee.objects.filter(key__in=keys).update(**asked)
