"""Typed readers of what the environment says about watching the site."""

from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.env import env

SHORTEST = 24


def token(name: str) -> str:
    """A secret a machine sends as `Authorization: Bearer …`; empty: none opens."""
    value = env.str(name, default="")
    if value and (len(value) < SHORTEST or len(set(value)) < 8 or not value.isascii() or any(map(str.isspace, value))):
        raise ImproperlyConfigured(
            f"{name} must be {SHORTEST} random characters or more. "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return value


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks, with commas: 127.0.0.1,10.0.0.0/8; never the whole internet."""
    found = []
    for value in env.list(name, default=[]):
        try:
            network = ip_network(value.strip())
        except ValueError as wrong:
            raise ImproperlyConfigured(
                f"{name} has {value!r}; write addresses like 10.0.0.5 or 10.0.0.0/8."
            ) from wrong
        if network.prefixlen == 0:
            raise ImproperlyConfigured(f"{name} has {value!r}: that is everybody.")
        found.append(network)
    return found


def sentry_dsn(name: str) -> str:
    """The address Sentry gives a project; empty: errors stay in the log."""
    value = env.str(name, default="")
    parts = urlsplit(value)
    if value and not (
        parts.scheme in {"https", "http"} and parts.hostname and parts.username and parts.path.strip("/")
    ):
        raise ImproperlyConfigured(f"{name} must be what Sentry shows: https://key@host/project.")
    if value and find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured(f"{name} needs the extra `sentry`: install sentry-sdk, or leave it empty.")
    return value
