"""Looking into a mailbox by IMAP: every mail is kept as a row before it is marked as seen, so none is lost between."""

import imaplib
import logging
import re
import ssl
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from portal.mail_in.actions import receive
from portal.mail_in.rules import MOST_BYTES

log = logging.getLogger(__name__)
SECONDS = 30
AT_ONCE = 50
LOOKED = "mail-in-looked"
IN_HAND = "mail-in-in-hand"
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def is_mailbox_watched() -> bool:
    return settings.MAIL_IN.kind == "imaps"


def look(now: datetime) -> int:
    """Take in what is unseen; how many mails were new. A mailbox that is away is looked into again a minute later."""
    if not is_mailbox_watched() or not cache.add(IN_HAND, True, timeout=300):
        return 0
    try:
        new = take(now)
    except (imaplib.IMAP4.error, OSError, ssl.SSLError) as error:
        # The server's own words may hold the user's name.
        log.warning("the mailbox of answers could not be read: %s", type(error).__name__)
        cache.set(LOOKED, {"at": now.isoformat(), "error": type(error).__name__}, timeout=None)
        return 0
    finally:
        cache.delete(IN_HAND)
    cache.set(LOOKED, {"at": now.isoformat(), "error": ""}, timeout=None)
    return new


def take(now: datetime) -> int:
    box, new = settings.MAIL_IN, 0
    server = connect()
    try:
        server.login(box.user, box.password)
        check(server.select(f'"{box.folder}"'))
        found = check(server.uid("SEARCH", "UNSEEN"))
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            raw, size = fetch(server, uid)
            if raw is not None:
                new += receive(raw, (), now, size)[1]
            # The row is committed: now, and not before, the mailbox may forget that it is new.
            check(server.uid("STORE", uid.decode(), "+FLAGS.SILENT", "(\\Seen)"))
        server.logout()
    finally:
        # imaplib's own `with` leaves the socket open when the server hung up.
        with suppress(OSError):
            server.shutdown()
    return new


def connect() -> imaplib.IMAP4:
    box = settings.MAIL_IN
    return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)


def fetch(server: imaplib.IMAP4, uid: bytes) -> tuple[bytes | None, int]:
    """The mail and its size; of one that is too large the headings. None: it is gone."""
    sized = check(server.uid("FETCH", uid.decode(), "(RFC822.SIZE)"))
    found = SIZE.search(b" ".join(part for part in sized if isinstance(part, bytes)))
    size = int(found[1]) if found else 0
    wanted = "(BODY.PEEK[HEADER])" if size > MOST_BYTES else "(BODY.PEEK[])"
    parts = check(server.uid("FETCH", uid.decode(), wanted))
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    return raw, max(size, len(raw or b""))


def check(answer: tuple[str, list[Any]]) -> list[Any]:
    """Raises IMAP4.error unless the server said OK."""
    said, data = answer
    if said != "OK":
        raise imaplib.IMAP4.error(said)
    return data
