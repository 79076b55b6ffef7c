"""Typed readers of the environment; every one used in settings.py is in the README's table (a test checks)."""

import base64
import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def path(name: str, default: Path) -> Path:
    """A folder from the environment; a relative one counts from the project root."""
    return (BASE_DIR / env.str(name, default=str(default))).resolve()


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def count(name: str, default: int, minimum: int = 0, maximum: int = 10**9) -> int:
    value = env.int(name, default=default)
    if not minimum <= value <= maximum:
        raise ImproperlyConfigured(f"{name} is {value}; it must be between {minimum} and {maximum}.")
    return value


def origins(name: str) -> list[str]:
    """Addresses of sites, with commas: https://shop.example,https://www.shop.example; http only on this machine."""
    values: list[str] = env.list(name, default=[])
    for value in values:
        if not re.fullmatch(r"https://[a-z0-9.-]+(:\d+)?|http://localhost(:\d+)?", value):
            raise ImproperlyConfigured(f"{name} has {value!r}; a site is written like https://shop.example.")
    return values


def secret_key(name: str, debug: bool) -> str:
    """The signing key; refuses to start in production with a missing, short or well-known one."""
    value = env.str(name, default="")
    if debug:
        return value or "development-only-key-never-used-when-debug-is-off"
    if len(value) < 50 or len(set(value)) < 5 or value.startswith(("django-insecure", "development-only")):
        raise ImproperlyConfigured(
            f"{name} must be a random text of 50 characters or more when DEBUG is off. "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def webhook_secrets() -> dict[str, list[str]]:
    """Secrets of each sender of webhooks, with commas: two while one is being replaced; none closes the door (R39)."""
    secrets: dict[str, list[str]] = {
        "woocommerce": env.list("WOOCOMMERCE_WEBHOOK_SECRETS", default=[]),
        "shopify": env.list("SHOPIFY_WEBHOOK_SECRETS", default=[]),
        "easypost": env.list("EASYPOST_WEBHOOK_SECRETS", default=[]),
        "aftership": env.list("AFTERSHIP_WEBHOOK_SECRETS", default=[]),
        "generic": env.list("GENERIC_WEBHOOK_SECRETS", default=[]),
    }
    # Shopify and AfterShip make theirs themselves.
    shortest = {"shopify": 16, "aftership": 16}
    for source, values in secrets.items():
        least = shortest.get(source, 24)
        name = f"{source.upper()}_WEBHOOK_SECRETS"
        if len(values) > 2:
            raise ImproperlyConfigured(f"{name} has {len(values)} secrets; two at most, while one replaces the other.")
        if any(_strength(source, value) < least for value in values):
            raise ImproperlyConfigured(
                f"{name} has a secret that is too short: {least} random characters or more "
                '(for GENERIC: whsec_ and 24 random bytes in Base64). Make one with: python -c "import base64, '
                "secrets; print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\""
            )
    return secrets


def _strength(source: str, secret: str) -> int:
    """How many bytes sign. Standard Webhooks writes its key in Base64."""
    if source != "generic":
        return len(secret.encode())
    digits = secret.removeprefix("whsec_").rstrip("=")
    try:
        return len(base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True))
    except ValueError:
        return 0
