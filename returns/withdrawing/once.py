"""A second page shows one statement; its button says which, so that a retry is known even after goods are set aside.

What a statement's key is made of holds how many pieces are left. Once its case is open there are fewer: the same page
sent again, from a second tab or after an answer was lost, would else be another withdrawal.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from returns.forms import unix_lines
from returns.models import Withdrawal
from returns.withdrawing.chain import canonical
from returns.withdrawing.queries import received_by
from returns.withdrawing.tokens import receipt_token

FIELD = "once"


def seal(key: UUID, fields: Iterable[tuple[str, Any]]) -> str:
    """For a hidden field: "<key>.<hash>", bound to every word that stands beside it."""
    words = {name: unix_lines(str(value)) for name, value in fields if name != FIELD}
    signed = salted_hmac("returns.withdrawing.once", canonical({"key": key.hex, "said": words}), algorithm="sha256")
    return f"{key.hex}.{signed.hexdigest()}"


def sealed_key(sent: Mapping[str, str]) -> UUID | None:
    """None for a form that we did not make, or whose words are others by now."""
    given = sent.get(FIELD, "")
    try:
        key = UUID(hex=given.split(".")[0])
    except ValueError:
        return None
    return key if constant_time_compare(given, seal(key, sent.items())) else None


def confirmed_before(key: UUID | None, now: datetime) -> Withdrawal | None:
    """For as long as its answer can still be shown; after a day it is a new statement."""
    return received_by(receipt_token(key), now) if key else None
