"""Cases in plain words: where one stands, what happens next and by when, who must act; one file a kind."""

from collections.abc import Mapping

from returns.law.words import explain
from returns.models import Case
from returns.rules import FINAL, Role, steps_open_to
from returns.wording import complaints, deliveries, guarantees, questions, returning, withdrawals
from returns.wording.badges import BADGES, is_answered, status_words, tone_of
from returns.wording.endings import ENDINGS, Ending
from returns.wording.lines import why_not
from returns.wording.shape import Ahead, Clocks, KindWords, Standing, Text, we_have_your_message

__all__ = [
    "BADGES",
    "ENDINGS",
    "STEP_TITLES",
    "WORDS",
    "Ahead",
    "Clocks",
    "Ending",
    "Standing",
    "Text",
    "endings_of",
    "explain",
    "is_answered",
    "standing_of",
    "status_words",
    "tone_of",
    "why_not",
]

WORDS: Mapping[str, KindWords] = {
    "withdrawal": withdrawals.WORDS,
    "return": returning.WORDS,
    "complaint": complaints.WORDS,
    "guarantee": guarantees.WORDS,
    "delivery": deliveries.WORDS,
    "question": questions.WORDS,
}
# What a history row says; what has no title here is seen elsewhere (messages in the thread) or is not the customer's.
STEP_TITLES: Mapping[tuple[str, str], Text] = {
    (kind, verb): title for kind, words in WORDS.items() for verb, title in words.titles.items()
}


def standing_of(case: Case, clocks: Clocks) -> Standing:
    """`clocks`: the running ones, by name (returns.queries.clocks_of). After the end only a message can be open."""
    if case.status in FINAL and case.unanswered_since:
        return we_have_your_message(clocks)
    return WORDS[case.kind].standing(case, clocks)


def endings_of(case: Case) -> list[Ending]:
    """What the customer may end now, in words."""
    steps = steps_open_to(case.kind, case.status, Role.CUSTOMER)
    return [ENDINGS[case.kind, verb] for verb in steps if (case.kind, verb) in ENDINGS]
