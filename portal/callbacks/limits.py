"""How often somebody may book; nobody's address stands in the cache."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kb.reading.door import address_of

# A family behind one address, or a small office.
BOOKINGS, SECONDS = 8, 3600


def is_too_often(request: HttpRequest) -> bool:
    """Counts this one."""
    sender = salted_hmac("portal.callbacks.limits", address_of(request), algorithm="sha256").hexdigest()
    key = f"callbacks-{sender}"
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key)) > BOOKINGS
    except ValueError:  # it ran out between the two
        return False
