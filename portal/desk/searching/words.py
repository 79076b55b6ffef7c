"""Which words a case is found by, and how long its last words may be. Pure."""

import re
from collections.abc import Iterable

from orders.words import fold

# A long thread has a few thousand different words; the oldest give way.
MOST_WORDS, LONGEST_WORD, LONGEST_BODY = 3000, 40, 20_000
SPACE = re.compile(r"\s+")


def case_words(facts: Iterable[str], bodies: Iterable[str]) -> str:
    """Every word once, folded, one space between: numbers and names first, then messages, the newest first."""
    words: dict[str, None] = {}
    for text in (*facts, *bodies):
        words.update(dict.fromkeys(word[:LONGEST_WORD] for word in fold(text[:LONGEST_BODY])))
        if len(words) >= MOST_WORDS:
            break
    return " ".join(list(words)[:MOST_WORDS])


def asked(text: str) -> list[str]:
    """The words looked for: a case must have a word that begins so, for each of them."""
    found = dict.fromkeys(word[:LONGEST_WORD] for word in fold(text.replace("\x00", " ")))
    return list(found)[:8]


def one_line(text: str, longest: int) -> str:
    """The beginning of a text on one line, cut between words where it is too long."""
    line = SPACE.sub(" ", text[: longest * 4]).strip()
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip() + "…"
