"""Where we may go (security.md R32; OWASP SSRF cheat sheet): a scheme, a port and an address that was looked at."""

import ipaddress
import socket
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

# IPv6 addresses that stand for IPv4 ones: NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380).
TRANSLATED = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
MOST_ADDRESSES = 4
PORTS = {"https": 443, "http": 80}


class NotReached(Exception):
    """No answer. The text names the reason in a few words, never the address: some addresses hold keys."""


class BadAddress(NotReached):
    """We do not go there, now or later."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`inside`: the address is the operator's own, from the environment, and may stand in a private network."""

    http: bool = False
    inside: bool = False
    ports: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A parsed address. `target` is path and query as they go into the request line."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def header(self) -> str:
        """For Host: (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(url: str, rules: Rules) -> Place:
    """One parser for looking and for going: two would disagree. Raises BadAddress."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise BadAddress("the address cannot be read") from None
    scheme = (parts.scheme or "").lower()
    if scheme != "https" and not (rules.http and scheme == "http"):
        raise BadAddress("the address must begin with https://")
    if not parts.host or parts.auth:
        raise BadAddress("the address must be a host without a name or password in it")
    port = parts.port or PORTS[scheme]
    if rules.ports is not None and port not in rules.ports:
        raise BadAddress(f"port {port} is not one we use")
    return Place(scheme, parts.host.strip("[]").lower(), port, parts.request_uri)


def resolve(place: Place, rules: Rules) -> list[str]:
    """The addresses of the host, asked once: who connects, connects to these. Raises BadAddress, NotReached."""
    try:
        found = socket.getaddrinfo(place.host, place.port, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise NotReached("the host has no address") from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise NotReached("the host has no address")
    if not rules.inside and not all(is_public(address) for address in addresses):
        raise BadAddress("the host's address is not public")
    return addresses[:MOST_ADDRESSES]


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or any(ip in net for net in TRANSLATED)):
        return False
    return ip.is_global and not ip.is_multicast
