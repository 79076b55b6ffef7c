"""One case: its thread, its history, where it stands."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from orders.templatetags.formats import money
from returns import rules
from returns.models import Attachment, Case, CaseEvent, Message
from returns.rules import Terms
from returns.terms import load_terms
from returns.wording import STEP_TITLES, Standing, Text, standing_of


def thread(case: Case, *, internal: bool = False) -> list[Message]:
    """Messages with their files, oldest first; internal notes only for agents."""
    messages = case.messages.select_related("user").prefetch_related(
        Prefetch("attachments", queryset=Attachment.objects.order_by("pk"))
    )
    if not internal:
        messages = messages.filter(internal=False)
    return [each for each in messages if each.body.strip() or each.attachments.all()]


def history(case: Case) -> list[CaseEvent]:
    return list(case.events.select_related("actor"))


@dataclass(frozen=True)
class TimelineStep:
    title: Text
    state: str
    at: datetime | None = None
    text: str = ""


def timeline(case: Case, events: list[CaseEvent] | None = None) -> list[TimelineStep]:
    """What happened and, for a return, what is still to come, in the shape of includes/timeline.html."""
    events = history(case) if events is None else events
    told = [event for event in events if (case.kind, event.verb) in STEP_TITLES]
    steps = [
        TimelineStep(STEP_TITLES[case.kind, event.verb], state_of(case, event), event.at, amount_of(event))
        for event in told
    ]
    return steps + still_to_come(case)


def state_of(case: Case, event: CaseEvent) -> str:
    return "problem" if event.verb == "decline" else "done"


def amount_of(event: CaseEvent) -> str:
    return money(event.data["amount"], event.data["currency"]) if "amount" in event.data else ""


def still_to_come(case: Case) -> list[TimelineStep]:
    if case.kind != Case.Kind.RETURN:
        return [TimelineStep(_("We answer"), "current")] if case.closed_at is None and case.due_at else []
    steps = {
        "open": [_("We look at it"), _("You send the parcel"), _("We pay your money back")],
        "waiting": [_("You answer our question"), _("You send the parcel"), _("We pay your money back")],
        "approved": [_("You send the parcel"), _("We pay your money back")],
        "received": [_("We pay your money back")],
    }.get(case.status, [])
    return [TimelineStep(title, "next" if number else "current") for number, title in enumerate(steps)]


def send_back_by(case: Case, events: list[CaseEvent], terms: Terms) -> date | None:
    """Until when the customer hands the parcel over; None before we approved."""
    approved = [event.at for event in events if event.verb == "approve"]
    if not approved or case.status != Case.Status.APPROVED:
        return None
    start = approved[-1].astimezone(terms.tz).date()
    return rules.days_after(start, terms.send_back_days, terms.calendar).day


def standing(case: Case, events: list[CaseEvent] | None = None, terms: Terms | None = None) -> Standing:
    events = history(case) if events is None else events
    return standing_of(case, send_back_by(case, events, terms or load_terms()))
