"""How often somebody may book; nobody's address stands in the cache."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kb.reading.door import address_of

# A family behind one address, or a small office.
BOOKINGS, SECONDS = 8, 3600


def is_too_often(request: HttpRequest, mailbox: str) -> bool:
    """Counts this one, for who sends it and for the mailbox that gets our word of it."""
    return any([_is_over(address_of(request)), _is_over(f"to {mailbox.casefold()}")])


def _is_over(whom: str) -> bool:
    sender = salted_hmac("portal.callbacks.limits", whom, algorithm="sha256").hexdigest()
    key = f"callbacks-{sender}"
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key)) > BOOKINGS
    except ValueError:  # it ran out between the two
        return False
