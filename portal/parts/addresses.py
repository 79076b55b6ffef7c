"""Reading the address of a part: what is wrong with it is said in one sentence, without its password."""

from importlib.util import find_spec
from urllib.parse import SplitResult, parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured


def split(name: str, value: str, example: str) -> SplitResult:
    """The pieces of an address; raises ImproperlyConfigured for what is none."""
    try:
        parts = urlsplit(value)
        # Looked at here, because a port is only read when somebody asks.
        _port = parts.port
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is no address that can be read ({wrong}). {example}") from wrong
    return parts


def options(name: str, parts: SplitResult, allowed: set[str]) -> dict[str, str]:
    """What follows the question mark; raises ImproperlyConfigured for a word we would not look at."""
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := set(said) - allowed:
        known = f"there are {', '.join(sorted(allowed))}" if allowed else "there are none"
        raise ImproperlyConfigured(f"{name}: nobody knows the option {', '.join(sorted(unknown))}; {known}.")
    return said


def needs(name: str, module: str, lock: str = "requirements-scale.txt") -> None:
    """Raises ImproperlyConfigured when a package of an extra is wanted and missing."""
    if find_spec(module) is None:
        raise ImproperlyConfigured(f"{name} needs a package that is not installed ({module}): install {lock} as well.")


def redis_address(name: str, value: str) -> str:
    """redis://, rediss:// or unix:// as the redis package takes it; rediscache:// is the old spelling of redis://."""
    example = "Write redis://user:password@host:6379/0, rediss:// with TLS, or unix:///run/redis/redis.sock."
    parts = split(name, value, example)
    scheme = parts.scheme.removesuffix("cache")
    if scheme in ("redis", "rediss"):
        fine = bool(parts.hostname) and parts.path.strip("/").isdecimal() | (parts.path in ("", "/"))
    else:
        fine = scheme == "unix" and bool(parts.path)
    if not fine:
        raise ImproperlyConfigured(f"{name} is no address of a Redis. {example}")
    needs(name, "redis")
    return f"{scheme}:{value.partition(':')[2]}"
