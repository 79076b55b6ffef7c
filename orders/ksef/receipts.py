"""UPO, the Ministry's receipt: which file got which KSeF number. Pure.

Read are NumerKSeFDokumentu and SkrotDokumentu (SHA-256, Base64) of each Dokument, the same in UPO 4-2 and later
(Ministry of Finance, ksef-docs, "upo-sesja").
"""

import base64
import binascii

from orders.documents.xml import NotXml, parse

MAX_BYTES = 20 * 1024 * 1024


def numbers_in_receipt(xml: bytes) -> dict[str, str]:
    """KSeF numbers by the SHA-256 of their files, hexadecimal; empty when this is no receipt."""
    if len(xml) > MAX_BYTES or b"NumerKSeFDokumentu" not in xml:
        return {}
    try:
        root = parse(xml)
    except NotXml:
        return {}
    found = {}
    for document in root.iter("{*}Dokument"):
        number = (document.findtext("{*}NumerKSeFDokumentu") or "").strip()
        digest = (document.findtext("{*}SkrotDokumentu") or "").strip()
        try:
            fingerprint = base64.b64decode(digest, validate=True).hex()
        except binascii.Error:
            continue
        if number and len(fingerprint) == 64:
            found[fingerprint] = number
    return found
