"""How often somebody may press the button. No statement is refused for good: who is too quick waits minutes."""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kb.reading.door import address_of
from returns.withdrawing.rules import wait_before_mail

# A family behind one address withdraws from a few contracts; an office of a consumer centre from a dozen.
STATEMENTS, SECONDS = 20, 600
HOUR = 3600


def is_too_often(request: HttpRequest) -> bool:
    return _counted("sender", address_of(request), SECONDS) > STATEMENTS


def wait_of_mailbox(email: str) -> timedelta:
    """Whoever it is that sends them: nobody's mailbox can be flooded through us. Counts this one."""
    return wait_before_mail(_counted("mailbox", email, HOUR) - 1)


def _counted(what: str, whom: str, seconds: int) -> int:
    """How many within this time, with this one; nobody's address stands in the cache."""
    key = f"withdrawals-{what}-{salted_hmac('returns.withdrawing.limits', whom, algorithm='sha256').hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1
