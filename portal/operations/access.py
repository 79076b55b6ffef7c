"""The door of what only a monitoring or staff may see."""

import hmac
from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from portal.accounts.models import User

MAY_SET_UP = "dashboard.change_shopsettings"


def is_monitoring(request: HttpRequest) -> bool:
    """Does it bring the token, or come from an address that may?"""
    return has_token(request) or comes_from_inside(request)


def has_token(request: HttpRequest) -> bool:
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    known: str = settings.MONITORING_TOKEN
    return bool(known) and kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), known.encode())


def comes_from_inside(request: HttpRequest) -> bool:
    """The address behind the proxies we trust; what others claim to be changes nothing."""
    if not settings.MONITORING_ADDRESSES:
        return False
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied):
        return False
    return any(address in network for network in settings.MONITORING_ADDRESSES)


def is_operator(request: HttpRequest) -> bool:
    """Somebody signed in who looks after the shop's settings, with the second factor that staff need."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm(MAY_SET_UP):
        return False
    return settings.STAFF_MFA != "required" or is_mfa_enabled(user)
