"""Incoming mails: kept first, read by a job, tried again, given up, forgotten."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from traceback import extract_tb
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from portal.mail_in import queries, rules
from portal.mail_in.addresses import is_our_box
from portal.mail_in.models import IncomingMail
from portal.mail_in.placing import known_addresses, place
from portal.mail_in.quoting import written_now
from portal.mail_in.reading import headings, one, said, whole
from portal.mail_in.signals import mail_received, parts_refused
from portal.mail_in.writing import Letter, post
from returns.joining.queries import continued
from returns.models import Case

log = logging.getLogger(__name__)
S, Reason = IncomingMail.State, IncomingMail.Reason


def receive(
    raw: bytes, recipients: Iterable[str], now: datetime, size: int | None = None
) -> tuple[IncomingMail, bool]:
    """Keep a mail whole; (row, whether it is new). `recipients` are those the provider named, beside the headers'.

    `size` is the true one where the mail was too large to be fetched; then `raw` holds the headings.
    """
    found = headings(raw)
    everybody = [*recipients, *found.recipients]
    case, reason = place(everybody)
    size = len(raw) if size is None else size
    is_too_large = size > rules.MOST_BYTES
    if is_too_large:
        reason = Reason.TOO_LARGE
    is_waiting = case is not None and not is_too_large
    keeps = is_waiting or (not is_too_large and queries.unplaced_lately(now) < rules.MOST_UNPLACED_AN_HOUR)
    fields: dict[str, Any] = {
        "mail_id": found.mail_id, "sender": found.sender, "subject": found.subject,
        "recipient": next((each[:254] for each in everybody if each), ""), "raw": raw if keeps else b"",
        "sha256": hashlib.sha256(raw).hexdigest(), "size": size, "case": case, "reason": reason, "received_at": now,
        "state": S.RECEIVED if is_waiting else S.UNPLACED, "due_at": now if is_waiting else None,
    }  # fmt: skip
    with transaction.atomic():
        mail, is_new = IncomingMail.objects.get_or_create(key=key_of(found.mail_id, raw, case), defaults=fields)
        if is_new:
            announce(mail, is_waiting, is_too_large)
    log.info("incoming mail %s %s", mail.pk, "kept" if is_new else "known already")
    return mail, is_new


def key_of(mail_id: str, raw: bytes, case: Case | None) -> str:
    """By Message-ID and case: a copy that went astray must not stand in the way of the one with the signature."""
    name = mail_id or hashlib.sha256(raw).hexdigest()
    return hashlib.sha256(f"{name}\n{case.pk if case else ''}".encode()).hexdigest()


def announce(mail: IncomingMail, is_waiting: bool, is_too_large: bool) -> None:
    if is_waiting:
        transaction.on_commit(partial(mail_received.send_robust, IncomingMail, mail=mail))
    elif is_too_large and mail.case is not None:
        with override(language_of(mail.case)):
            refusals = [_("The mail was larger than 25 MB. Please send fewer or smaller files, or add them online.")]
        transaction.on_commit(partial(parts_refused.send_robust, IncomingMail, mail=mail, refusals=refusals))


def claim(mail_id: int, now: datetime) -> IncomingMail | None:
    """None: it is done, not due, or another worker has it."""
    due = queries.mails_due(now).filter(pk=mail_id).order_by()
    claimed = due.update(due_at=now + rules.LEASE, attempts=F("attempts") + 1)
    return IncomingMail.objects.select_related("case__customer").get(pk=mail_id) if claimed else None


def apply(mail: IncomingMail, now: datetime) -> str:
    """Read it into its case, once. Returns the new state."""
    try:
        return read(mail, now)
    except Exception as error:
        return try_later(mail, error, now)


def read(mail: IncomingMail, now: datetime) -> str:
    case = mail.case
    if case is None:
        return settle(mail, S.UNPLACED, Reason.NO_CASE)
    # It may have been joined with another one while the mail waited.
    case = continued(case)
    message = whole(bytes(mail.raw))
    if is_our_box(mail.sender):
        return settle(mail, S.IGNORED, Reason.LOOP)
    headers = {name.lower(): one(message, name) for name in message}
    if rules.is_automatic(headers, message.get_content_type(), mail.sender):
        return settle(mail, S.IGNORED, Reason.AUTOMATIC)
    if queries.has_had_enough(case, now):
        IncomingMail.objects.filter(pk=mail.pk).update(
            due_at=rules.next_hour(now), reason=Reason.TOO_MANY, attempts=F("attempts") - 1
        )
        return S.RECEIVED
    content = said(message)
    text = written_now(content.text) if content.text.strip() else ""
    if not text and not content.files:
        return settle(mail, S.IGNORED, Reason.EMPTY)
    stranger = mail.sender if mail.sender.lower() not in known_addresses(case) else ""
    with override(language_of(case)):
        posted, refusals = post(case, Letter(mail.key, text, content.files, stranger), now)
    with transaction.atomic():
        settle(mail, S.APPLIED, applied_at=now, message=posted)
        if refusals:
            transaction.on_commit(partial(parts_refused.send_robust, IncomingMail, mail=mail, refusals=refusals))
    return S.APPLIED


def language_of(case: Case) -> str:
    return case.customer.language if isinstance(case.customer, User) else case.language


def try_again(mails: QuerySet[IncomingMail], now: datetime) -> list[int]:
    """Those that were given up or not placed are looked at once more; returns the ids of what is due now.

    A mail whose address has no right signature stays unplaced, whoever asks.
    """
    pks = []
    for mail in mails.filter(state__in=(S.DEAD, S.UNPLACED)).exclude(raw=b""):
        case, reason = place([mail.recipient, *headings(bytes(mail.raw)).recipients])
        fields: dict[str, Any] = {"case": case, "reason": reason, "attempts": 0}
        if case is not None:
            fields |= {"state": S.RECEIVED, "due_at": now}
            pks.append(mail.pk)
        IncomingMail.objects.filter(pk=mail.pk).update(**fields)
    return pks


def purge(now: datetime) -> int:
    """Whole mails hold personal data, and what was written stands in the case; returns how many went."""
    return IncomingMail.objects.filter(received_at__lt=now - rules.KEPT_FOR).delete()[0]


def settle(mail: IncomingMail, state: IncomingMail.State, reason: str = "", **fields: Any) -> str:
    IncomingMail.objects.filter(pk=mail.pk).update(state=state, reason=reason, due_at=None, **fields)
    return state


def try_later(mail: IncomingMail, error: Exception, now: datetime) -> str:
    """The text of an unknown error may hold what somebody wrote: only its kind goes into the log, and where it was."""
    frames = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    log.error("incoming mail %s failed: %s at %s", mail.pk, type(error).__name__, " > ".join(frames[-6:]))
    again = rules.next_try(mail.attempts, now)
    if again is None:
        return settle(mail, S.DEAD, Reason.FAILED)
    IncomingMail.objects.filter(pk=mail.pk).update(due_at=again, reason=Reason.FAILED)
    return S.RECEIVED
