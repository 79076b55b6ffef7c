"""Whether a rule fits: pure, on what is known of a case at its event."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")


@dataclass(frozen=True, slots=True)
class Facts:
    """`words`: what the customer wrote, at the event itself; tags and team by their keys."""

    kind: str
    language: str
    way: str
    priority: int
    has_agent: bool
    team: int | None
    tags: frozenset[int]
    words: str
    is_open: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """Empty asks for nothing."""

    kinds: Sequence[str] = ()
    languages: Sequence[str] = ()
    ways: Sequence[str] = ()
    words: Sequence[str] = ()
    priority_from: int | None = None
    is_nobodys: bool = False
    in_team: int | None = None
    with_tag: int | None = None
    hours: str = ""
    is_late: bool = False


def fits(wanted: Conditions, facts: Facts) -> bool:
    """Everything that is asked for holds."""
    return all(
        (
            not wanted.kinds or facts.kind in wanted.kinds,
            not wanted.languages or facts.language in wanted.languages,
            not wanted.ways or facts.way in wanted.ways,
            not wanted.words or found_words(wanted.words, facts.words) != [],
            wanted.priority_from is None or facts.priority >= wanted.priority_from,
            not wanted.is_nobodys or not facts.has_agent,
            wanted.in_team is None or facts.team == wanted.in_team,
            wanted.with_tag is None or wanted.with_tag in facts.tags,
            not wanted.hours or (wanted.hours == "open") == facts.is_open,
            not wanted.is_late or facts.is_late,
        )
    )


def found_words(wanted: Sequence[str], text: str) -> list[str]:
    """Those whose beginning stands in the text at the beginning of a word, whatever the case and the accents."""
    folded = fold(text)
    return [word for word in wanted if re.search(rf"(?<!\w){re.escape(fold(word))}", folded)]


def fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(STROKES).casefold())
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())


def lines_of(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]
