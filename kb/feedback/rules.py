"""What a reader may say beside a vote, and what of it is kept. Pure."""

from datetime import timedelta

from kb.models import Vote
from kb.search.log import without_people

MOST_WORDS = 200
# Votes are never added up for longer, so what was written beside them is not kept longer either.
KEEP_WORDS = timedelta(days=395)


def masked(text: str, longest: int = MOST_WORDS) -> str:
    """One line without what may say who wrote it: e-mail addresses, phone, order and account numbers."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: longest * 4])
    return " ".join(without_people(printable).split())[:longest].strip()


def reason_of(chosen: str, words: str) -> str:
    """A reason that we offered; words without one count as "something else", nothing at all as no reason."""
    if chosen in Vote.Reason.values:
        return chosen
    return Vote.Reason.OTHER if words else ""
