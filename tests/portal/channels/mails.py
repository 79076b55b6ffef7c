"""Mails as people's programs write them, and a mailbox and a provider that stand in for real ones."""

import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import make_msgid
from threading import Thread
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.env_mail import MailIn
from portal.mail_in.actions import receive
from portal.mail_in.addresses import reply_address
from portal.mail_in.models import IncomingMail
from portal.mail_in.tasks import read_mail
from returns.models import Case

QUOTED = (
    "\n\nOn Mon, Nov 23, 2026 at 10:00, Shop <reply@shop.example> wrote:\n> We have written to you\n> about your case."
)


def a_mail(case: Case | None = None, text: str = "It is broken." + QUOTED, **fields: Any) -> EmailMessage:
    """An answer to a mail about this case; headers as keywords, _ for -."""
    message = EmailMessage()
    values = {
        "From": "Anna Nowak <anna@example.com>",
        "To": reply_address(case) if case else "reply@shop.example",
        "Subject": "Re: An answer to your case",
        "Message-ID": make_msgid(domain="mail.example"),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    for name, value in values.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    return message


def take(message: EmailMessage | bytes, *recipients: str) -> IncomingMail:
    """As it comes in and is read."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    mail, _is_new = receive(raw, recipients, timezone.now())
    read_mail.call(mail.pk)
    mail.refresh_from_db()
    return mail


def written(case: Case) -> list[tuple[str, str]]:
    """Who wrote what, after the first message."""
    return [(each.author, each.body) for each in case.messages.order_by("pk")][1:]


def of_a_guest() -> Case:
    return Case.objects.create(
        kind="question", reference="Q-7F3K9Q", customer=None, email="zoe@example.com", language="pl", subject="Kubek",
        opened_at=timezone.now(), unanswered_since=None, submission_key=uuid4(), status="waiting",
    )  # fmt: skip


class Mailbox:
    """A stand-in of an IMAP server (RFC 9051) on this machine: as much of it as is asked."""

    def __init__(self, mails: list[bytes], password: str = "") -> None:
        self.mails, self.password = mails, password or "right"
        self.seen: set[int] = set()
        self.said: list[str] = []
        self.breaks_at = ""
        self.sock = socket.create_server(("127.0.0.1", 0))
        Thread(target=self.serve, daemon=True).start()

    @property
    def settings(self) -> MailIn:
        return MailIn("imaps", "127.0.0.1", self.sock.getsockname()[1], "reply@shop.example", "right")

    def serve(self) -> None:
        while True:
            try:
                talk, _address = self.sock.accept()
            except OSError:
                return
            with talk, talk.makefile("rb") as lines, suppress(OSError, ssl.SSLError):
                talk.sendall(b"* OK ready\r\n")
                for line in lines:
                    tag, _space, command = line.decode().strip().partition(" ")
                    self.said.append(command)
                    if self.breaks_at and self.breaks_at in command:
                        break
                    talk.sendall(self.answer(tag, command))
                    if command == "LOGOUT":
                        break

    def answer(self, tag: str, command: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        words = command.split()
        if words[0] == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n" + done
        if words[0] == "LOGIN":
            return done if f'"{self.password}"' in command else f"{tag} NO who are you\r\n".encode()
        if words[0] == "SELECT":
            return f"* {len(self.mails)} EXISTS\r\n".encode() + done
        if words[:2] == ["UID", "SEARCH"]:
            unseen = " ".join(str(uid) for uid in range(1, len(self.mails) + 1) if uid not in self.seen)
            return f"* SEARCH {unseen}\r\n".encode() + done
        if words[:2] == ["UID", "FETCH"]:
            uid = int(words[2])
            raw = self.mails[uid - 1]
            if "RFC822.SIZE" in command:
                return f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})\r\n".encode() + done
            if "HEADER" in command:
                raw = raw.partition(b"\n\n")[0] + b"\n\n"
            return f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n" + done
        if words[:2] == ["UID", "STORE"]:
            self.seen.add(int(words[2]))
        return done

    def stop(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
