"""What steps, history and clocks are called on the agents' side."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from returns.law.words import explain
from returns.logistics.rules import SENT_ORDERS
from returns.models import Case, CaseEvent, Deadline
from returns.rules import FINAL, Role, steps_open_to
from returns.wording.badges import is_answered

Words = str | Promise


@dataclass(frozen=True)
class StepWords:
    verb: str
    label: Words
    # What happens when the agent confirms, told before it happens.
    effect: Words
    icon: str
    critical: bool = False


STEPS = {
    step.verb: step
    for step in (
        StepWords(
            "approve",
            pgettext_lazy("agent", "Approve"),
            gettext_lazy("The customer is told to send the goods back and where to."),
            "check",
        ),
        StepWords(
            "receive",
            pgettext_lazy("agent", "Goods arrived"),
            gettext_lazy("The customer is told that the goods are here. The clock for the refund starts."),
            "download",
        ),
        StepWords(
            "refund",
            pgettext_lazy("agent", "Refund"),
            gettext_lazy(
                "Pay the money back in your shop or bank first: this notes the amount, tells the customer and ends "
                "the case. It cannot be undone."
            ),
            "success",
        ),
        StepWords(
            "decline",
            pgettext_lazy("agent", "Decline"),
            gettext_lazy("The customer gets your reason. The case ends; it cannot be undone."),
            "cross",
            critical=True,
        ),
        StepWords(
            "confirm",
            pgettext_lazy("agent", "Confirm"),
            gettext_lazy("The customer is told that the withdrawal stands and where to send the goods."),
            "check",
        ),
        StepWords(
            "inspect",
            pgettext_lazy("agent", "Goods checked"),
            gettext_lazy("Notes that the goods were looked at. Next comes the refund."),
            "view",
        ),
        StepWords(
            "accept",
            pgettext_lazy("agent", "Accept"),
            gettext_lazy("The customer is told that the claim is accepted and what happens next."),
            "check",
        ),
        StepWords(
            "forward",
            pgettext_lazy("agent", "Pass to the guarantor"),
            gettext_lazy("The customer is told that the guarantor decides now."),
            "arrow-right",
        ),
        StepWords(
            "trace",
            pgettext_lazy("agent", "Ask the carrier"),
            gettext_lazy("The customer is told that the carrier looks for the parcel."),
            "search",
        ),
        StepWords(
            "resolve",
            pgettext_lazy("agent", "Resolved"),
            gettext_lazy("The customer is told that it is done. The case ends; it cannot be undone."),
            "success",
        ),
        StepWords("close", pgettext_lazy("agent", "Close"), gettext_lazy("The case ends."), "tick-inverse"),
    )
}

HISTORY: dict[str, Words] = {
    "open": gettext_lazy("Case opened"),
    "ask": gettext_lazy("We wrote"),
    "answer": gettext_lazy("The customer wrote"),
    "note": gettext_lazy("Internal note"),
    "approve": gettext_lazy("Approved"),
    "receive": gettext_lazy("Goods arrived"),
    "confirm": gettext_lazy("Withdrawal confirmed"),
    "inspect": gettext_lazy("Goods checked"),
    "accept": gettext_lazy("Accepted"),
    "accept_by_law": gettext_lazy("Accepted by law: no answer in time"),
    "offer": gettext_lazy("Another remedy offered"),
    "agree": gettext_lazy("The customer agreed"),
    "turn_down": gettext_lazy("The customer keeps to the demand"),
    "switch": gettext_lazy("Another remedy took its place"),
    "escalate": gettext_lazy("Escalated: no answer to the complaint yet"),
    "forward": gettext_lazy("Passed to the guarantor"),
    "trace": gettext_lazy("Carrier asked"),
    "arrived": gettext_lazy("Arrived, says the customer"),
    "resolve": gettext_lazy("Resolved"),
    "refund": gettext_lazy("Refunded"),
    "decline": gettext_lazy("Declined"),
    "cancel": gettext_lazy("Cancelled by the customer"),
    "close": gettext_lazy("Closed"),
    "assign": gettext_lazy("Passed on"),
    "survey": gettext_lazy("The customer answered our survey"),
    "team": gettext_lazy("Given to a team"),
    "priority": gettext_lazy("Priority changed"),
    "tag": gettext_lazy("Tags changed"),
    "snooze": gettext_lazy("Snoozed"),
    "wake": gettext_lazy("Back in the list"),
    "leave_out": gettext_lazy("Left out, or taken back"),
    "merge": gettext_lazy("Joined with another case"),
    "merged_from": gettext_lazy("Took another case in"),
    "unmerge": gettext_lazy("Taken apart again"),
    "split": gettext_lazy("Messages taken out into a new question"),
    "link": gettext_lazy("Linked"),
    "unlink": gettext_lazy("No longer linked"),
    "thanks": gettext_lazy("Needs no answer"),
    "callback": gettext_lazy("Call-back"),
    "phone": gettext_lazy("The customer called"),
    "live": gettext_lazy("Live conversation began"),
    "live_over": gettext_lazy("Live conversation passed on"),
    "live_end": gettext_lazy("Live conversation ended"),
    "order_found": gettext_lazy("Order found"),
    "dispatched": gettext_lazy("The customer sent the goods"),
    "receive_more": gettext_lazy("More goods arrived"),
    "parcel": gettext_lazy("Return parcel named"),
    "parcel_gone": gettext_lazy("Return parcel taken away"),
    "proof_confirmed": gettext_lazy("Proof of dispatch confirmed"),
    "proof_refused": gettext_lazy("Proof of dispatch refused"),
    "label": gettext_lazy("Return label added"),
    "label_gone": gettext_lazy("Return label taken away"),
}
CALLBACK: dict[str, Words] = {
    "booked": gettext_lazy("Call-back booked"),
    "moved": gettext_lazy("Call-back moved"),
    "cancelled": gettext_lazy("Call-back called off"),
    "spoken": gettext_lazy("Spoke with the customer on the phone"),
    "not_reached": gettext_lazy("Called, nobody answered"),
    "missed": gettext_lazy("Called, nobody answered: we write instead"),
}

# Customers read "Waiting for you"; agents need to know for whom.
STATUS: dict[str, Words] = {
    Case.Status.OPEN: pgettext_lazy("agent", "To do"),
    Case.Status.WAITING: pgettext_lazy("agent", "Waiting for the customer"),
    Case.Status.APPROVED: pgettext_lazy("agent", "Waiting for the parcel"),
    Case.Status.RECEIVED: pgettext_lazy("agent", "Goods are here"),
    Case.Status.INSPECTED: pgettext_lazy("agent", "Goods checked"),
    Case.Status.ACCEPTED: pgettext_lazy("agent", "Accepted, to be done"),
    Case.Status.FORWARDED: pgettext_lazy("agent", "With the guarantor"),
    Case.Status.TRACING: pgettext_lazy("agent", "With the carrier"),
    Case.Status.CANCELLED: pgettext_lazy("agent", "Cancelled by the customer"),
}


def status_for_agents(case: Case) -> Words:
    """A withdrawal from goods that never left waits for no parcel, only for its money."""
    if case.status == Case.Status.APPROVED and case.order and case.order.status not in SENT_ORDERS:
        return pgettext_lazy("agent", "To be refunded")
    if is_answered(case):
        return pgettext_lazy("agent", "Answered")
    return STATUS.get(case.status) or case.get_status_display()


def steps_for(case: Case, role: Role | None) -> list[StepWords]:
    """The buttons an agent gets: what returns' own table allows now; nobody decides about their own case."""
    if role is not Role.AGENT:
        return []
    if case.status in FINAL and case.unanswered_since:
        # The customer wrote after the end: nothing to decide, only a thread to close again.
        return [STEPS["close"]]
    return [STEPS[verb] for verb in steps_open_to(case.kind, case.status, role) if verb in STEPS]


def told(event: CaseEvent) -> Words:
    if event.verb == "rule":
        return _("Rule: %(name)s") % {"name": event.data.get("rule", "")}
    if event.verb == "callback":
        return CALLBACK.get(event.data.get("what", ""), HISTORY["callback"])
    return HISTORY.get(event.verb, event.verb)


def named(event: CaseEvent) -> str:
    """Which team, tags, case or order it was about, as it was called then; "" where the words say it all."""
    data = event.data
    if event.verb == "tag":
        return ", ".join([f"+ {name}" for name in data["added"]] + [f"− {name}" for name in data["removed"]])
    if event.verb in {"split", "link", "unlink", "merged_from", "unmerge"}:
        return data.get("case", "")
    about = {"team": "name", "merge": "into", "order_found": "order"}
    return data.get(about.get(event.verb, ""), "") or ""


CLOCKS: dict[str, Words] = {
    Deadline.Name.ANSWER: pgettext_lazy("agent", "Answer the customer"),
    Deadline.Name.COMPLAINT_ANSWER: pgettext_lazy("agent", "Answer the complaint"),
    Deadline.Name.REFUND: pgettext_lazy("agent", "Pay the money back"),
    Deadline.Name.SEND_BACK: pgettext_lazy("agent", "The customer sends the goods"),
    Deadline.Name.REMEDY: pgettext_lazy("agent", "Repair, replace or do what was agreed"),
    Deadline.Name.GUARANTEE_ANSWER: pgettext_lazy("agent", "Answer about the guarantee"),
}


@dataclass(frozen=True)
class ShownClock:
    row: Deadline
    title: Words
    # How it was counted, one line a step.
    steps: list[str]

    @property
    def latest(self) -> datetime | None:
        """The last moment by law, where it is later than ours."""
        legal = self.row.legal_at
        return legal if legal and legal > self.row.due_at else None


def shown_clocks(case: Case) -> list[ShownClock]:
    """The first to end leads."""
    read = vars(case).get("running_clocks")
    rows = case.deadlines.running() if read is None else read
    return [ShownClock(row, CLOCKS[row.name], explain(row.explanation)) for row in rows]
