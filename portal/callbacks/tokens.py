"""The link in the mails: whoever reads that mailbox may move the call or cancel it."""

import base64
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from portal.callbacks.models import Callback

PURPOSE = "portal.callbacks.link"


def token_of(callback: Callback) -> str:
    """The key, and 128 bits that nobody can guess without the site's secret key."""
    return f"{callback.key.hex}{_seal(callback.key)}"


def callback_of(token: str) -> Callback | None:
    try:
        key = UUID(token[:32])
    except ValueError:
        return None
    if not constant_time_compare(token[32:], _seal(key)):
        return None
    return Callback.objects.select_related("case__customer").filter(key=key).first()


def uid_of(callback: Callback) -> str:
    """The calendar's name for the call: an entry that is passed on must not tell the key, which books it again."""
    return salted_hmac("portal.callbacks.calendar", callback.key.hex, algorithm="sha256").hexdigest()[:32]


def _seal(key: UUID) -> str:
    made = salted_hmac(PURPOSE, key.hex, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
