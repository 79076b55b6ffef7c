"""Words of an order and words of a search, folded alike: case, accents and signs make no difference. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_SEARCH, MOST_WORDS, LONGEST_TEXT = 100, 8, 4000
# What no decomposition takes apart.
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# й and ё lose their marks like any accent: people type е for ё.
WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> list[str]:
    """The words of a text: "Kubek „Łąka” #AC-1042" is kubek, laka, ac, 1042."""
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return WORD.findall("".join(each for each in letters if not unicodedata.combining(each)).translate(LETTERS))


def searched(text: str) -> list[str]:
    """The words looked for, each once, the longest first: it leaves the fewest orders over."""
    words = dict.fromkeys(fold(text[:LONGEST_SEARCH].replace("\x00", " ")))
    return sorted(words, key=len, reverse=True)[:MOST_WORDS]


def order_text(number: str, products: Iterable[str], addresses: Iterable[Mapping[str, Any]]) -> str:
    """Everything an order is searched by, with a space before and after each word, no word twice."""
    parts = [number, *products]
    for address in addresses:
        parts += [str(address.get(name) or "") for name in ("name", "company", "city")]
    words = dict.fromkeys(word for part in parts for word in fold(part))
    return f" {' '.join(words)} "[:LONGEST_TEXT]
