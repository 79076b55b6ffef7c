"""The link that takes an erasure back: for this request only; it stops an erasure and opens nothing."""

from django.core import signing

from portal.accounts.models import DataRequest

SALT = "portal.accounts.privacy.keep"


def keep_token(request: DataRequest) -> str:
    return signing.dumps(request.pk, salt=SALT)


def request_to_keep(token: str) -> DataRequest | None:
    """None: made up, or there is nothing left to stop."""
    try:
        pk = signing.loads(token[:200], salt=SALT)
    except signing.BadSignature:
        return None
    waiting = DataRequest.objects.filter(pk=pk, kind=DataRequest.Kind.ERASE, state=DataRequest.State.WAITING)
    return waiting.first()
