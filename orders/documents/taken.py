"""What the accounting system handed over, looked at before it is kept: refused, or understood."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.documents.children import ChildFailed, run
from orders.documents.xml import NotXml, Said, parse, read

LARGEST_PDF = 20 * 1024 * 1024
LARGEST_XML = 10 * 1024 * 1024
LOOKING_SECONDS = 20
REASONS: dict[str, Promise] = {
    "nothing": _("Send the PDF, the XML or both."),
    "pdf_size": _("The PDF is larger than 20 MB."),
    "xml_size": _("The XML is larger than 10 MB."),
    "not_pdf": _("This is not a PDF: it does not begin with %PDF-."),
    "broken": _("The PDF can't be read: it is damaged."),
    "password": _("The PDF is protected by a password."),
    "active": _("The PDF runs something by itself when it is opened (a script, an action or a program)."),
    "attachment": _("The PDF carries a file that is no document. XML, PDF, CSV, text and pictures may be attached."),
    "xml": _("The XML can't be read, or it has a DOCTYPE."),
    "number": _("The number is missing or longer than 64 characters."),
    "total": _("Say the document's total: neither its XML nor the order tells it."),
    "original": _(
        "Only a document that the portal made, and that is ready, can be corrected here. Hand over the correction "
        "that your accounting system made."
    ),
    "nothing_changes": _("Say what changes. A credit note only gives back."),
    "position": _("The corrected document has no such line."),
    "more_than_sold": _("This would take back more than the document still stands for."),
    "kind": _("This kind of document is not known: invoice, correction or credit_note."),
}


class DocumentRefused(Exception):
    """Nothing was kept. `code` is one of REASONS, `message` says it in words."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.message = REASONS[code]
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class Taken:
    pdf: bytes
    xml: bytes
    said: Said | None
    xml_inside: bytes
    """As attached in the PDF; b"" when there is none."""

    @property
    def fingerprints(self) -> tuple[str, str]:
        """SHA-256 of PDF and XML, "" for what is missing."""
        return fingerprint(self.pdf), fingerprint(self.xml)


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest() if content else ""


def take(pdf: bytes | None, xml: bytes | None) -> Taken:
    """Raises DocumentRefused. Takes a child process for the PDF: about a fifth of a second."""
    pdf, xml = pdf or b"", xml or b""
    if not pdf and not xml:
        raise DocumentRefused("nothing")
    if len(xml) > LARGEST_XML:
        raise DocumentRefused("xml_size")
    inside = _look(pdf) if pdf else b""
    xml = xml or inside
    if not xml:
        return Taken(pdf, b"", None, b"")
    try:
        said = read(parse(xml))
    except NotXml:
        raise DocumentRefused("xml") from None
    return Taken(pdf, xml, said, inside)


def _look(pdf: bytes) -> bytes:
    """The XML inside."""
    if len(pdf) > LARGEST_PDF:
        raise DocumentRefused("pdf_size")
    if not pdf.startswith(b"%PDF-"):
        raise DocumentRefused("not_pdf")
    try:
        found: dict[str, Any] = json.loads(run("orders.documents.looking", pdf, seconds=LOOKING_SECONDS))
    except (ChildFailed, ValueError):
        raise DocumentRefused("broken") from None
    if refused := found.get("refused"):
        raise DocumentRefused(str(refused))
    return base64.b64decode(found["xml"])
