"""Making, finding and revoking keys. A key is shown once, when it is made; only its hash is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portal.api.models import ApiKey

START = "aftercare_"
LONGEST = 200


def make_key(
    name: str, source: str, scopes: Iterable[str], *, by: Any = None, requests_a_minute: int = 6000
) -> tuple[ApiKey, str]:
    """(row, the key itself). Raises ValidationError for a source, name or scope that can't be."""
    key = ApiKey(
        name=name,
        source=source,
        scopes=sorted({ApiKey.Scope(scope).value for scope in scopes}),
        requests_a_minute=requests_a_minute,
    )
    secret = give_secret(key, by)
    key.full_clean()
    key.save()
    return key, secret


def give_secret(key: ApiKey, by: Any) -> str:
    """A new secret of 256 random bits for a row that is not saved yet."""
    secret = START + secrets.token_urlsafe(32)
    key.prefix, key.key_hash, key.created_by = secret[: len(START) + 6], hashed(secret), by
    return secret


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def key_of(secret: str) -> ApiKey | None:
    """Asked for with every request, so a revoked key is dead at the next one."""
    if not secret.startswith(START) or len(secret) > LONGEST:
        return None
    return ApiKey.objects.filter(key_hash=hashed(secret), revoked_at=None).first()


def revoke_key(key: ApiKey, now: datetime) -> None:
    """The row stays: it says who had access, and until when."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
