"""Limits on an address: failures to sign in, whatever the way in, and mails that strangers may have sent to it."""

import unicodedata

from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

from orders.finding.rules import compact


def bucket(email: str) -> str:
    """The key failures of an account count under: no host, no case, no look-alike spelling of the same letters."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def count_failure(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """Take one try; None when none is left. Give it back with `.rollback()` after a success."""
    return ratelimit.consume(request, app="allauth.account", action="login_failed", key=bucket(email))


def may_have_mail(request: HttpRequest, email: str) -> bool:
    """Takes one of the mails an hour that whoever fills in a form may have sent to an address.

    The same for known and unknown addresses: the answer must not tell which one it is.
    """
    return bool(ratelimit.consume(request, app="allauth.account", action="mail_to_an_address", key=bucket(email)))


def may_look_for_order(request: HttpRequest, email: str) -> bool:
    """Takes one look of this visitor, and one of the mails that strangers may have sent to the address."""
    looks = ratelimit.consume(request, app="allauth.account", action="find_order")
    return bool(looks) and may_have_mail(request, email)


def may_claim(request: HttpRequest, number: str) -> bool:
    """Takes one try of this person, and one of those that anybody may have for this order."""
    person = ratelimit.consume(request, app="allauth.account", action="claim_orders", key=str(request.user.pk))
    return bool(person) and bool(
        ratelimit.consume(request, app="allauth.account", action="claim_an_order", key=compact(number))
    )


def address_being_tried(request: HttpRequest) -> str:
    """The address whose code is asked for on this page."""
    if request.user.is_authenticated:
        return str(getattr(request.user, "email", ""))
    stage = getattr(request, "_login_stage", None)
    state = stage.state if stage else request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY) or {}
    return str(state.get("email", ""))
