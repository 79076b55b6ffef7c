"""Erase: unlink and restrict. What can go goes, what must stay is locked, and the list of erasures grows by a line."""

import logging
from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.models import DataRequest, Erasure, PrivacySettings, User
from portal.accounts.privacy.drawer import lock
from portal.accounts.privacy.journal import Entry, catch_up, entries
from portal.accounts.privacy.registry import areas
from portal.accounts.privacy.signals import person_erased
from portal.accounts.privacy.subject import Subject, address_hash, hashes_of, of_account, of_address, user_hash

log = logging.getLogger(__name__)
AT_ONCE = 2000


@transaction.atomic
def erase(subject: Subject, request: DataRequest | None, now: datetime, key: UUID | None = None) -> dict[str, int]:
    """All of it or nothing; how many records stay, by reason. Done twice it changes nothing more."""
    row = Erasure(
        user_hash=user_hash(subject.user.pk) if subject.user else "",
        address_hashes=[address_hash(address) for address in subject.addresses],
        erased_at=subject.until,
    )
    if key is None or not Erasure.objects.filter(key=key).exists():
        if key is not None:
            row.key = key
        row.save()
    terms, kept = PrivacySettings.load(), Counter[str]()
    email, language = _whom_to_tell(subject, request)
    for area in areas():
        for keep in area.erase(subject, terms, now):
            if lock(keep, request, now) is not None:
                kept[keep.reason] += 1
    if key is None and email:
        person_erased.send(sender=Erasure, email=email, language=language, kept=dict(kept), key=row.key)
    transaction.on_commit(lambda: catch_up(), robust=True)
    log.info("erasure %s: %s records stay", row.key, sum(kept.values()))
    return dict(kept)


def _whom_to_tell(subject: Subject, request: DataRequest | None) -> tuple[str, str]:
    if subject.user is not None:
        return subject.user.email, subject.user.language
    return (subject.addresses[0] if subject.addresses else ""), request.language if request else "en"


def was_erased(address: str, moment: datetime) -> bool:
    """Was this address erased after that moment? Then news from before it are of somebody we have forgotten."""
    hashes = list(hashes_of("address", address.strip().lower()))
    later = Erasure.objects.filter(erased_at__gte=moment).values_list("address_hashes", flat=True)
    return any(each in known for known in later.iterator() for each in hashes)


def reapply(now: datetime) -> int:
    """Erase again whoever came back with an old backup. Idempotent; how many were found and erased."""
    known = list(entries())
    count = 0
    for entry, user in _accounts_back(known):
        erase(of_account(user, entry.erased_at), None, now, UUID(entry.key))
        count += 1
    for entry, address in _addresses_back(known):
        erase(of_address(address, entry.erased_at), None, now, UUID(entry.key))
        count += 1
    _write_rows(known, now)
    return count


def _accounts_back(known: list[Entry]) -> list[tuple[Entry, User]]:
    by_hash = {entry.user_hash: entry for entry in known if entry.user_hash}
    if not by_hash:
        return []
    found = []
    for user in User.objects.order_by("pk").iterator(AT_ONCE):
        entry = next((by_hash[each] for each in hashes_of("user", str(user.pk)) if each in by_hash), None)
        # A number is given out again after a restore: an account from after the erasure is somebody else's.
        if entry is not None and user.date_joined <= entry.erased_at:
            found.append((entry, user))
    return found


def _addresses_back(known: list[Entry]) -> list[tuple[Entry, str]]:
    latest: dict[str, Entry] = {}
    for entry in sorted(known, key=lambda each: each.erased_at):
        latest |= dict.fromkeys(entry.address_hashes, entry)
    if not latest:
        return []
    last = max(entry.erased_at for entry in known)
    held = {address for area in areas() for address in area.addresses(last) if address}
    found = []
    for address in sorted(held):
        known_as = next((each for each in hashes_of("address", address) if each in latest), None)
        if known_as is not None:
            found.append((latest[known_as], address))
    return found


def _write_rows(known: list[Entry], now: datetime) -> None:
    """The restored database learns what the file knows, so that news of shops bring nobody back."""
    there = set(map(str, Erasure.objects.values_list("key", flat=True)))
    Erasure.objects.bulk_create(
        Erasure(
            key=UUID(entry.key),
            user_hash=entry.user_hash,
            address_hashes=sorted(entry.address_hashes),
            erased_at=entry.erased_at,
            noted_at=now,
        )
        for entry in known
        if entry.key not in there
    )
