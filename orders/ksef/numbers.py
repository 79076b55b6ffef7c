"""Numbers and links of KSeF. Pure.

A KSeF number is 35 characters: NIP-YYYYMMDD-12 hexadecimal digits-check, the check a CRC-8 (polynomial 0x07, start 0)
of the first 32 (Ministry of Finance, ksef-docs, "numer-ksef"). Some systems print a dash inside the twelve digits:
36 characters, the same number.
"""

import base64
import hashlib
import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from orders.ksef.refusing import NotAKsefNumber

KSEF_NUMBER = re.compile(r"([1-9]\d{9})-(20\d{6})-([0-9A-F]{6})-?([0-9A-F]{6})-([0-9A-F]{2})")
IN_TEXT = re.compile(
    r"(?<![0-9A-Z])[1-9]\d{9}-20\d{6}-[0-9A-F]{6}-?[0-9A-F]{6}-[0-9A-F]{2}(?![0-9A-Z])", re.IGNORECASE
)
# Kind and value of the context, the seller's NIP, the certificate's serial, the file's hash, the signature.
KOD_2 = re.compile(
    r"https://qr\.ksef\.mf\.gov\.pl/certificate/(?:Nip|InternalId|NipVatUe|PeppolId)/[\w:.-]{1,60}"
    r"/(?P<nip>\d{10})/[0-9A-Fa-f]{8,40}/(?P<digest>[\w-]{43})/[\w-]{60,900}",
    re.ASCII,
)
VERIFY = "https://qr.ksef.mf.gov.pl/invoice"


def check_digits(text: str) -> str:
    """CRC-8 of ASCII text as two hexadecimal digits."""
    crc = 0
    for byte in text.encode("ascii"):
        crc ^= byte
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return f"{crc:02X}"


def clean_ksef_number(text: str, seller_nip: str) -> str:
    """The number in its 35 characters. Raises NotAKsefNumber when it is no number, or another seller's."""
    match = KSEF_NUMBER.fullmatch(text.strip().upper())
    if match is None:
        raise NotAKsefNumber(_("This is not a KSeF number: it looks like 5265877635-20250826-0100001AF629-AF."))
    nip, day, left, right, check = match.groups()
    body = f"{nip}-{day}-{left}{right}"
    if check_digits(body) != check:
        raise NotAKsefNumber(_("The KSeF number has a typing mistake: its check digits do not match."))
    if nip != seller_nip:
        raise NotAKsefNumber(_("The KSeF number belongs to another seller than the invoice (the NIP differs)."))
    return f"{body}-{check}"


def ksef_number_in(text: str) -> str:
    """The first KSeF number inside a text such as a file's name, or ""."""
    match = IN_TEXT.search(text)
    return match.group().upper() if match else ""


def digest(xml: bytes) -> str:
    """SHA-256 of the file as KSeF writes it: Base64URL without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(xml).digest()).decode().rstrip("=")


def kod_1(seller_nip: str, issued_date: date, xml: bytes) -> str:
    """The address behind KOD I, where anybody can check the invoice with the Ministry."""
    return f"{VERIFY}/{seller_nip}/{issued_date:%d-%m-%Y}/{digest(xml)}"


def is_kod_2(url: str, seller_nip: str, xml: bytes) -> bool:
    """Is this the KOD II of this file? It proves who issued an invoice while KSeF was away.

    Only the issuer's certificate can make one and only KSeF can check its signature: here it must name this seller and
    this file.
    """
    match = KOD_2.fullmatch(url)
    return match is not None and match["nip"] == seller_nip and match["digest"] == digest(xml)
