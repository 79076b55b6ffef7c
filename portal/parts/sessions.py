"""Sessions are rows, and with Redis a copy of each saves the query.

A copy lives for a minute: who is signed out on another machine while Redis is away, or by a row deleted in bulk
(portal.accounts.privacy), is out everywhere a minute later at the latest. Without Redis the rows answer.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedRows
from django.contrib.sessions.backends.db import SessionStore as Rows

COPY_SECONDS = 60


class SessionStore(CachedRows):
    cache_key_prefix = "session:"
    _cache: Any

    def load(self) -> dict[str, Any]:
        kept: dict[str, Any] | None = self._cache.get(self.cache_key)
        if kept is not None:
            return kept
        row: Any = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        self._cache.set(self.cache_key, data, self._copy_seconds(row.expire_date))
        return data

    def _copy_seconds(self, expires_at: datetime | None = None) -> int:
        left = self.get_expiry_age(expiry=expires_at) if expires_at else self.get_expiry_age()
        return min(COPY_SECONDS, left)

    def save(self, must_create: bool = False) -> None:
        # The row first, as Django's own does: a copy of what was never written would sign somebody in for a minute.
        Rows.save(self, must_create)
        self._cache.set(self.cache_key, self._session, self._copy_seconds())  # type: ignore[attr-defined]
