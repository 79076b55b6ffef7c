"""The acknowledgement as PDF/UA: what was declared, and when we received it (law F4). Nothing about its validity."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import override

from orders.files import discard, keep
from orders.models import SellerSettings
from orders.rendering import RenderingFailed, make_pdf
from returns.models import Withdrawal, WithdrawalMatch
from returns.withdrawing.queries import papers_due
from returns.withdrawing.rules import wait_before_try
from returns.withdrawing.wording import moment_in_words, rows_of

log = logging.getLogger(__name__)

FOLDER = "withdrawals"
LEASE = timedelta(minutes=2)


def html_of(withdrawal: Withdrawal) -> str:
    with override(withdrawal.content["language"]):
        context = {
            "withdrawal": withdrawal,
            "said": withdrawal.content,
            "rows": rows_of(withdrawal.content),
            "moment": moment_in_words(withdrawal),
            "seller": SellerSettings.load(),
            "site_url": settings.SITE_URL,
        }
        return render_to_string("returns/withdrawing/paper.html", context)


def make(withdrawal_id: int, now: datetime) -> bool:
    """Print it, unless it is there or in somebody's hands; files first, the row last."""
    taken = papers_due(now).filter(pk=withdrawal_id)
    if not taken.update(pdf_due_at=now + LEASE, pdf_attempts=F("pdf_attempts") + 1):
        return False
    withdrawal = Withdrawal.objects.get(pk=withdrawal_id)
    work = WithdrawalMatch.objects.filter(pk=withdrawal_id, pdf="")
    try:
        content = make_pdf(html_of(withdrawal), "text")
        name = keep(FOLDER, ".pdf", content)
    except (RenderingFailed, OSError) as error:
        log.error("the acknowledgement of withdrawal %s was not made: %s", withdrawal.position, error)
        attempts = WithdrawalMatch.objects.values_list("pdf_attempts", flat=True).get(pk=withdrawal_id)
        work.update(pdf_due_at=now + wait_before_try(attempts - 1))
        return False
    done = work.update(pdf=name, pdf_sha256=hashlib.sha256(content).hexdigest(), pdf_due_at=None)
    if not done:
        discard(name)
    return bool(done)
