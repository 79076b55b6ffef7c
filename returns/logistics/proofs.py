"""A posting receipt instead of a scan: the customer sends a picture, an agent looks at it."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.templatetags.formats import day
from returns.access import Member, Person
from returns.actions.step import locked
from returns.actions.writing import post_message
from returns.errors import NotAllowed, Refused
from returns.logistics.noting import note
from returns.logistics.parcels import takes_parcels
from returns.logistics.rules import may_be_handed_over_on
from returns.logistics.scanning import set_dispatched
from returns.models import Case, DispatchProof
from returns.rules import Role

NOON = time(12)


class NoReceipt(Refused):
    message = gettext_lazy("Please add a photo or a PDF of the receipt.")


class NotThatDay(Refused):
    message = gettext_lazy(
        "Please check the day: it is in the future, or long before you asked to send something back."
    )


def send_proof(case: Case, *, by: Member, handed_over: date, key: UUID, now: datetime) -> DispatchProof:
    """The receipt goes into the thread with the files kept under `key`; an agent is asked to look. Raises Refused."""
    if not takes_parcels(case):
        raise NotAllowed
    began = timezone.localdate(min(filter(None, (case.withdrawn_at, case.opened_at))))
    if not may_be_handed_over_on(handed_over, began, timezone.localdate(now)):
        raise NotThatDay
    with transaction.atomic():
        said = _("I handed the parcel over on %(day)s. This is the receipt.") % {"day": day(handed_over)}
        message = post_message(case, by=by, body=said, now=now, key=key)
        if not message.attachments.exists():
            raise NoReceipt
        proof, _is_new = DispatchProof.objects.get_or_create(
            message=message,
            defaults={"case": case, "handed_over_date": handed_over, "sent_at": now},
        )
    return proof


def confirm_proof(case: Case, *, by: Person, proof: int, version: int, now: datetime) -> Case:
    """From this day on the refund may not wait for the goods."""
    with locked(case, by, version, now) as step:
        found = decide(step.case, step.role, proof, DispatchProof.State.CONFIRMED, by, now)
        at = min(datetime.combine(found.handed_over_date, NOON, timezone.get_default_timezone()), now)
        if not set_dispatched(step, at, proof=found.pk):
            step.changes = True
            note(step, "proof_confirmed", proof=found.pk)
    return step.case


def refuse_proof(case: Case, *, by: Person, proof: int, version: int, now: datetime, reason: str) -> Case:
    """The customer reads why, in the thread and by mail, and may send another one."""
    if not reason.strip():
        raise Refused(_("Please tell the customer why."))
    with transaction.atomic():
        with locked(case, by, version, now) as step:
            found = decide(step.case, step.role, proof, DispatchProof.State.REFUSED, by, now)
            note(step, "proof_refused", proof=found.pk)
        post_message(step.case, by=by, body=reason, now=now)
    return step.case


def decide(case: Case, role: Role, pk: int, state: DispatchProof.State, by: Person, now: datetime) -> DispatchProof:
    """Inside the lock of the case; raises NotAllowed for one that was decided already."""
    waiting = case.dispatch_proofs.filter(pk=pk, state=DispatchProof.State.WAITING)
    found = waiting.first()
    if role is not Role.AGENT or found is None:
        raise NotAllowed
    found.state, found.decided_by_id, found.decided_at = state, by.pk, now
    found.save(update_fields=["state", "decided_by", "decided_at"])
    return found
