"""What stands in a mail that anybody may have made: headings, words, files. Bad encodings raise nothing."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import parseaddr

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.mail_in.html import as_text

# Where servers write whom a mail was really for, besides To and Cc.
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
MOST_FILES = 20
# Smaller pictures inside a mail's text are logos and smileys of its signature.
SMALLEST_PICTURE = 8 * 1024
# What mail programs add for each other.
NOT_FILES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/ms-tnef",
        "text/calendar",
        "text/html",
        "text/plain",
        "message/delivery-status",
        "message/rfc822",
    }
)


@dataclass(frozen=True, slots=True)
class Headings:
    mail_id: str
    sender: str
    subject: str
    recipients: list[str]


@dataclass
class Said:
    text: str = ""
    files: list[SimpleUploadedFile] = field(default_factory=list)


def headings(raw: bytes) -> Headings:
    message = BytesHeaderParser(policy=compat32).parsebytes(raw)
    return Headings(
        mail_id=one(message, "Message-ID")[:300],
        sender=parseaddr(one(message, "From"))[1][:254],
        subject=one(message, "Subject")[:300],
        recipients=[plain(value) for name in RECIPIENTS for value in message.get_all(name, [])],
    )


def whole(raw: bytes) -> Message:
    return BytesParser(policy=compat32).parsebytes(raw)


def one(message: Message, name: str) -> str:
    """The first header of this name as one line of text; "" without it."""
    return plain(message.get(name, ""))


def plain(value: object) -> str:
    text = str(value)
    with suppress(HeaderParseError, LookupError, ValueError):
        text = str(make_header(decode_header(text)))
    text = text.encode("utf-8", "replace").decode("utf-8", "replace")
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def said(message: Message) -> Said:
    """The words (plain text first, else what the HTML says) and the files."""
    found, html = Said(), ""
    for part in parts(message):
        kind, name = part.get_content_type(), part.get_filename()
        is_attached = part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not name and not is_attached:
            found.text = found.text or text_of(part)
        elif kind == "text/html" and not name and not is_attached:
            html = html or text_of(part)
        elif (file := file_of(part, kind, plain(name or ""))) and len(found.files) < MOST_FILES:
            found.files.append(file)
    if not found.text.strip():
        found.text = as_text(html)
    return found


def parts(message: Message) -> Iterator[Message]:
    """The leaves, without mails inside the mail: what somebody forwarded is not what she wrote."""
    if message.get_content_maintype() == "message":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from parts(part)


def text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        text = content.decode("utf-8", "replace")
    return text.replace("\x00", "")


def file_of(part: Message, kind: str, name: str) -> SimpleUploadedFile | None:
    """A text that is attached under a name comes along, so that its sender hears why we don't take it."""
    is_attached = part.get_content_disposition() == "attachment" and bool(name)
    is_picture = kind.startswith("image/")
    is_text_on_purpose = is_attached and kind in ("text/plain", "text/html")
    if not (is_picture or is_text_on_purpose or (name and kind not in NOT_FILES)):
        return None
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    if is_picture and not is_attached and len(content) < SMALLEST_PICTURE:
        return None
    return SimpleUploadedFile(name or kind.replace("/", "."), content, kind)
