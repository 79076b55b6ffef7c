"""A status in a word or two, and its colour, which says the same."""

from django.utils.translation import pgettext_lazy

from returns.models import Case
from returns.wording.shape import Text

# Where a kind calls a status something else: nobody approves a withdrawal.
STATUS: dict[tuple[str, str], Text] = {
    ("withdrawal", "approved"): pgettext_lazy("case", "Confirmed"),
}


ANSWERED = pgettext_lazy("case", "Answered")


def is_answered(case: Case) -> bool:
    """A question that waits for nobody: it was answered on the phone."""
    return (case.kind, case.status, case.unanswered_since) == ("question", "open", None)


def status_words(case: Case) -> Text:
    if is_answered(case):
        return ANSWERED
    return STATUS.get((case.kind, case.status)) or case.get_status_display()


BADGES = {
    "open": "info",
    "waiting": "warning",
    "approved": "info",
    "received": "info",
    "inspected": "info",
    "accepted": "info",
    "forwarded": "info",
    "tracing": "info",
    "resolved": "success",
    "refunded": "success",
    "declined": "danger",
    "cancelled": "neutral",
    "closed": "neutral",
    "merged": "neutral",
}


def tone_of(case: Case) -> str:
    return "success" if is_answered(case) else BADGES[case.status]
