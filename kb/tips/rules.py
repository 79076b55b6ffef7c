"""What a tip may be, and how many somebody may leave. Pure."""

from datetime import timedelta

MOST_A_DAY = 5
DAY = timedelta(days=1)
# Under an article; the others are found by search and in the admin.
MOST_SHOWN = 30


# They join and part the letters around them: families in emoji, words in Persian and Hindi.
JOINERS = "\u200c\u200d"


def is_shown(letter: str) -> bool:
    return letter.isprintable() or letter in JOINERS


def plain(text: str) -> str:
    """Lines without spaces at their ends, never two empty ones in a row, nothing that can't be printed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ["".join(letter if is_shown(letter) else " " for letter in line).strip() for line in lines]
    return "\n".join(line for at, line in enumerate(kept) if line or (at and kept[at - 1])).strip()
