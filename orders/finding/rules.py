"""What a number and a postcode prove, and for how long a link opens something. Pure."""

import hashlib
import re
from datetime import timedelta

from orders.words import fold

LINK_LASTS = timedelta(hours=24)
CLAIM_LASTS = timedelta(days=30)
TRY_AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MOST_ORDERS = 5
SHORTEST_POSTCODE = 3


def same_number(said: str, known: str) -> bool:
    """#1042, 1042 and "no. 1042" are told apart by letters and digits only: the first two are the same."""
    return bool(compact(said)) and compact(said) == compact(known)


def same_postcode(said: str, known: str) -> bool:
    """31-443 and 31443, sw1a 1aa and SW1A1AA."""
    return len(compact(known)) >= SHORTEST_POSTCODE and compact(said) == compact(known)


def compact(text: str) -> str:
    return "".join(fold(text[:100]))


def token_hash(token: str) -> str:
    """What is kept of a link: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def could_be_token(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{43}", text))


def wait(attempts: int) -> timedelta | None:
    """How long until the next try; None: given up."""
    return TRY_AGAIN[attempts] if attempts < len(TRY_AGAIN) else None
