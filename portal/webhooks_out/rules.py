"""When a call is tried again, what an answer means, and how it is signed. Pure: the clock is a parameter."""

import base64
import secrets
from datetime import datetime, timedelta

from standardwebhooks import Webhook

# As Standard Webhooks advises: quick at first, then patient, three days in all.
PAUSES = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
# Longer than a call may take.
LEASE = timedelta(minutes=1)
OLD_SECRET_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
LONGEST_PATIENCE = timedelta(hours=24)
GONE = 410


def next_try(attempts: int, now: datetime, asked: float = 0.0) -> datetime | None:
    """After this many failed tries; `asked`: seconds from Retry-After. None: it is given up."""
    if attempts > len(PAUSES):
        return None
    return now + max(PAUSES[max(attempts, 1) - 1], min(timedelta(seconds=asked), LONGEST_PATIENCE))


def is_taken(status: int) -> bool:
    """2xx and nothing else: a redirect leads to where nobody looked."""
    return 200 <= status < 300


def new_secret() -> str:
    """whsec_ and 32 random bytes in Base64 (Standard Webhooks asks for 24 to 64)."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(live: list[str], name: str, now: datetime, body: str) -> dict[str, str]:
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: one signature for
    each secret that is live."""
    signatures = [Webhook(secret).sign(name, now, body) for secret in live]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
        "Content-Type": "application/json",
    }
