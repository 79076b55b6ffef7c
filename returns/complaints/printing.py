"""The answer as PDF/UA, for the customer to keep. The row is the truth, the job only makes it quicker."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from orders.documents.press import PRESS, PressFailed, Sheet
from orders.files import discard, keep
from orders.models import SellerSettings
from returns.complaints.letter import letter
from returns.models import Decision

log = logging.getLogger(__name__)

FOLDER = "decisions"
LEASE = timedelta(minutes=3)
LONGEST_WAIT = timedelta(hours=6)


def decisions_due(now: datetime) -> QuerySet[Decision]:
    return Decision.objects.filter(render_due_at__lte=now).order_by("render_due_at")


def print_later(decision: Decision) -> None:
    """After commit; a queue that is down fails nobody's answer, tick finds the row."""
    transaction.on_commit(lambda: print_decision.enqueue(decision.pk), robust=True)


def html_of(decision: Decision) -> str:
    """In the language of the case."""
    with override(decision.language):
        context = {
            "decision": decision,
            "case": decision.case,
            "lines": decision.case.lines.select_related("order_line").order_by("pk"),
            "letter": letter(decision),
            "seller": SellerSettings.load(),
            "site_url": settings.SITE_URL,
        }
        return render_to_string("returns/complaints/paper.html", context)


@task()
def print_decision(decision_id: int) -> bool:
    """True when this call made it. Another worker's lease, and what is printed, is left alone."""
    now = timezone.now()
    taken = decisions_due(now).filter(pk=decision_id)
    if not taken.update(render_due_at=now + LEASE, render_attempts=F("render_attempts") + 1):
        return False
    decision = Decision.objects.select_related("case__order").get(pk=decision_id)
    try:
        content = PRESS.print(Sheet(html=html_of(decision), kind="text"), decision.made_at).pdf
        name = keep(FOLDER, ".pdf", content)
    except (PressFailed, OSError) as error:
        log.error("the answer %s was not printed (attempt %s): %s", decision.pk, decision.render_attempts, error)
        wait = min(timedelta(minutes=2 ** min(decision.render_attempts - 1, 12)), LONGEST_WAIT)
        Decision.objects.filter(pk=decision.pk, file="").update(render_due_at=now + wait)
        return False
    done = Decision.objects.filter(pk=decision.pk, file="").update(
        file=name, sha256=hashlib.sha256(content).hexdigest(), render_due_at=None
    )
    if not done:
        discard(name)
    return bool(done)
