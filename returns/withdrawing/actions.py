"""Take a statement: one row of the chain, its acknowledgement, and the work it leaves, in one transaction."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from returns.models import Withdrawal, WithdrawalChain, WithdrawalMatch
from returns.withdrawing.chain import START, hash_of_content, link
from returns.withdrawing.signals import withdrawal_submitted, withdrawal_written
from returns.withdrawing.statement import Statement, key_of, moment_of
from returns.withdrawing.tokens import hash_of_address, proof_token, receipt_token, token_hash

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """`address`: the IP address, of which a keyed hash is kept; `user` whoever is signed in; `wait` holds a mail back
    whose mailbox has had too many."""

    address: str
    user: Any = None
    wait: timedelta = timedelta(0)


def key_for(said: Statement, now: datetime) -> UUID:
    """The same words on the same day of the shop are one withdrawal."""
    return key_of(said, timezone.localdate(now), settings.SECRET_KEY)


def submit(said: Statement, *, key: UUID, sender: Sender, now: datetime) -> Withdrawal:
    """The row for this key, the first one when it was sent before. Never refuses: what is here counts."""
    if first := sent_before(key):
        return first
    try:
        with transaction.atomic():
            return _write(said, key, sender, now)
    except IntegrityError:
        first = sent_before(key)
        if first is None:
            raise
        return first


def sent_before(key: UUID) -> Withdrawal | None:
    return Withdrawal.objects.filter(submission_key=key).first()


def _write(said: Statement, key: UUID, sender: Sender, now: datetime) -> Withdrawal:
    end = end_of_chain()
    moment = moment_of(now, timezone.get_default_timezone())
    content = said.content(secrets.token_hex(16))
    position, content_hash = end.position + 1, hash_of_content(content)
    withdrawal = Withdrawal.objects.create(
        position=position,
        content=content,
        content_hash=content_hash,
        submitted_at=moment,
        moment=moment.isoformat(),
        previous=end.hash,
        hash=link(position, end.hash, content_hash, moment.isoformat()),
        submission_key=key,
        proof_hash=token_hash(proof_token(key)),
        receipt_hash=token_hash(receipt_token(key)),
        address_hash=hash_of_address(sender.address),
        user_id=getattr(sender.user, "pk", None),
    )
    end.position, end.hash = position, withdrawal.hash
    end.save()
    WithdrawalMatch.objects.create(withdrawal=withdrawal, due_at=now, pdf_due_at=now)
    kept_apart(lambda: withdrawal_written.send(Withdrawal, withdrawal=withdrawal, send_at=now + sender.wait))
    transaction.on_commit(partial(withdrawal_submitted.send_robust, Withdrawal, withdrawal=withdrawal))
    return withdrawal


def end_of_chain() -> WithdrawalChain:
    """Locked until commit: whoever comes at the same moment waits here and continues from ours."""
    end, _is_new = WithdrawalChain.objects.select_for_update().get_or_create(pk=1, defaults={"hash": START})
    return end


def kept_apart(tell: Callable[[], object]) -> None:
    """A mail that cannot be written must not cost the consumer the moment of the statement: tick writes it later."""
    try:
        with transaction.atomic():
            tell()
    except Exception:
        log.exception("What follows from a withdrawal could not be written down")
