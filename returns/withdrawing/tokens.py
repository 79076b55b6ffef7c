"""Links to a statement. What is kept of them is a hash; they are worked out again when a mail is written."""

import base64
import hashlib
import re
from uuid import UUID

from django.utils.crypto import salted_hmac

PROOF, RECEIPT = "returns.withdrawing.proof", "returns.withdrawing.receipt"
SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def proof_token(key: UUID) -> str:
    """In the mail only: who has it reads that mailbox, and may know what became of the case."""
    return _token(PROOF, key)


def receipt_token(key: UUID) -> str:
    """For the browser that confirmed: shows what it sent, never whether there is such an order."""
    return _token(RECEIPT, key)


def _token(purpose: str, key: UUID) -> str:
    """256 bits that nobody can guess without the site's secret key."""
    made = salted_hmac(purpose, key.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def could_be_token(text: str) -> bool:
    return bool(SHAPE.fullmatch(text))


def hash_of_address(address: str) -> str:
    """All that is kept of an IP address: the same for the same address, of no use without our key."""
    return salted_hmac("returns.withdrawing.address", address, algorithm="sha256").hexdigest()
