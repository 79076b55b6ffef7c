"""QR codes of a KSeF invoice: drawn in the page, a PNG on paper (ISO/IEC 18004, level M: 15 % may be lost)."""

from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

OFFLINE = "OFFLINE"
CERTIFICATE = "CERTYFIKAT"
"""The Ministry's captions (ksef-docs, "kody-qr"): the same in every language."""

QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, its address and what is written under it."""

    url: str
    caption: str

    @property
    def svg(self) -> SafeString:
        """For a page: black on white in both looks, because some readers want it so. No style, no script."""
        drawn = self._qr().svg_inline(
            border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
        )
        # Made of numbers by segno from our own address; the address itself is not in the markup.
        return mark_safe(drawn)  # noqa: S308

    @property
    def png(self) -> str:
        """For paper: a data: address."""
        return self._qr().png_data_uri(scale=6, border=QUIET_ZONE, dark="#000", light="#fff")

    def _qr(self) -> segno.QRCode:
        return segno.make(self.url, error="m", micro=False)


def codes(kod_1: str, ksef_number: str, kod_2: str = "") -> tuple[Code, ...]:
    """KOD I with the KSeF number, or OFFLINE until there is one; KOD II beside it where the issuer gave one."""
    first = Code(kod_1, ksef_number or OFFLINE)
    return (first, Code(kod_2, CERTIFICATE)) if kod_2 else (first,)
