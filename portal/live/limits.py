"""How often somebody may begin a conversation, write, or say that they are writing."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kb.reading.door import address_of

# what: (how many, within how many seconds)
LIMITS = {"begin": (10, 3600), "mailbox": (5, 3600), "say": (60, 300), "type": (45, 60), "file": (60, 3600)}


def is_too_often(what: str, whom: str) -> bool:
    """Counts this one. Nobody's address stands in the cache."""
    most, seconds = LIMITS[what]
    key = f"live-{what}-{salted_hmac('portal.live.limits', whom, algorithm='sha256').hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ran out between the two
        return False


def sender_of(request: HttpRequest) -> str:
    """A member by the account, a stranger by the address of the line."""
    return f"user:{request.user.pk}" if request.user.is_authenticated else address_of(request)
