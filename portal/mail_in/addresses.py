"""The address an answer goes to: it says which case and whose, and a signature says that we wrote it.

reply+r-7f3k9q-<26 letters>@shop.example. 128 bits of HMAC-SHA256 in Base32, because mail servers may change the case
of letters (RFC 5321, 2.4 lets them keep it, many do not). Whoever holds the address writes as that person, as whoever
holds a link in a mail reads it; the From header proves nothing and is asked for nothing (FreeScout CVE-2026-47123).
"""

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import getaddresses

from django.conf import settings
from django.utils.crypto import salted_hmac

from portal.accounts.models import normal_email
from returns.models import Case
from returns.reference import ALPHABET

SHAPE = re.compile(rf"([a-z]-[{ALPHABET.lower()}]{{6}})-([a-z2-7]{{26}})")
CATCH_ALL = "case-"


@dataclass(frozen=True, slots=True)
class Signed:
    reference: str
    signature: str


def reply_address(case: Case) -> str:
    """For Reply-To of a mail about this case to its customer; "" while answers by mail are switched off."""
    box, domain = settings.MAIL_REPLY
    who = owner_of(case)
    if not domain or not who:
        return ""
    before = f"{box}+" if box else CATCH_ALL
    return f"{before}{case.reference.lower()}-{sign(case, who, settings.SECRET_KEY)}@{domain}"


def owner_of(case: Case) -> str:
    """Whom the signature is for: the account, or a guest's address. An erased customer has neither."""
    if case.customer_id:
        return f"u{case.customer_id}"
    return f"g{normal_email(case.email)}" if case.email else ""


def sign(case: Case, who: str, key: str) -> str:
    mac = salted_hmac("portal.mail_in.addresses", f"{case.pk}:{who}", secret=key, algorithm="sha256")
    return base64.b32encode(mac.digest()[:16]).decode().rstrip("=").lower()


def is_ours(case: Case, signed: Signed) -> bool:
    """Also for an address from when the case was a guest's, by now in the account that confirmed that address."""
    owners = {owner_of(case), f"g{normal_email(case.email)}" if case.email else ""} - {""}
    keys = [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]
    # All of them, not the first that fits: how long it takes tells nothing.
    fits = [hmac.compare_digest(sign(case, who, key), signed.signature) for who in owners for key in keys]
    return any(fits)


def read(address: str) -> Signed | None:
    """What an address of our shape says; nothing is checked yet."""
    box, domain = settings.MAIL_REPLY
    name, _at, host = address.strip().lower().rpartition("@")
    before = f"{box}+" if box else CATCH_ALL
    if not domain or host != domain or not name.startswith(before):
        return None
    found = SHAPE.fullmatch(name.removeprefix(before))
    return Signed(found[1].upper(), found[2]) if found else None


def signed_in(headers: Iterable[str]) -> Iterator[Signed]:
    """Every address of our shape in these header values, each once."""
    seen = set()
    for _name, address in getaddresses([str(value) for value in headers]):
        signed = read(address)
        if signed and signed not in seen:
            seen.add(signed)
            yield signed


def is_our_box(address: str) -> bool:
    """Does a mail from here come from ourselves? Then it goes round in circles."""
    box, domain = settings.MAIL_REPLY
    name, _at, host = address.strip().lower().rpartition("@")
    return bool(domain) and host == domain and (not box or name == box or name.startswith(f"{box}+"))
