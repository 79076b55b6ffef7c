"""How often one address may report. In the memory of the process: nothing about a reader is written down."""

import secrets
import threading
import time
from collections import Counter
from hashlib import blake2s

WINDOW_SECONDS = 60
MAX_ADDRESSES = 10_000


class Limit:
    """At most `allowed` calls a minute for each address, in each process."""

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self._lock = threading.Lock()
        self._window = -1
        self._calls: Counter[bytes] = Counter()
        self._salt = b""

    def reached(self, address: str, now: float | None = None) -> bool:
        """Counts this call and says whether it is one too many."""
        window = int((time.monotonic() if now is None else now) // WINDOW_SECONDS)
        with self._lock:
            if window != self._window or len(self._calls) > MAX_ADDRESSES:
                self._window, self._salt = window, secrets.token_bytes(16)
                self._calls.clear()
            key = blake2s(address.encode(), key=self._salt, digest_size=8).digest()
            self._calls[key] += 1
            return self._calls[key] > self.allowed
