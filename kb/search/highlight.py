"""Marks the words of a question in an article's own text, whatever form and spelling they have there."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice, repeat

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kb.search.analysis import BEGINNING, LONGEST_WORD, WORD, beginning, language_of

LONGEST_TEXT = 20_000
SNIPPET_WORDS = 34
WORDS_BEFORE = 6
LONGER_ENDING = 2
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Wanted:
    """What the words of a text are compared with: stems, and the beginnings of longer words."""

    language: str
    tokens: frozenset[str]
    # With the length of the longest word of the question that begins so.
    beginnings: Mapping[str, int]
    # What was said of each word; the same few stand in every article.
    _known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, language: str, tokens: Iterable[str], words: Iterable[str]) -> "Wanted":
        longest: dict[str, int] = {}
        for word in words:
            if len(start := beginning(word)) == BEGINNING:
                longest[start] = max(longest.get(start, 0), len(word))
        return cls(language, frozenset(tokens), longest)

    def matches(self, words: Sequence[str]) -> list[str]:
        """For each word the stem or beginning that it has in common with the question, or ""."""
        known = self._known
        if new := set(words).difference(known):
            known.update(zip(new, map(self._match, new, repeat(language_of(self.language).token)), strict=False))
        return [known[word] for word in words]

    def _match(self, word: str, token_of: Callable[[str], str]) -> str:
        word = word.lower()[:LONGEST_WORD]
        token = token_of(word)
        if token in self.tokens:
            # A stem and a beginning of one word count once; a stop word has no stem.
            return token and beginning(word)
        if not self.beginnings or not token:
            return ""
        # Another ending, not another word: a paczkomat is no paczka.
        start = beginning(word)
        longest = self.beginnings.get(start)
        return start if longest and len(word) <= longest + LONGER_ENDING else ""


class _Text:
    """A tidy text, its words and which of them match; where they stand is looked up when they are marked."""

    def __init__(self, text: str, wanted: Wanted) -> None:
        self.text = _tidy(text)
        self.words: list[str] = WORD.findall(self.text)
        self.matches = wanted.matches(self.words)
        self.different = set(self.matches) - {""}

    def html(self, first: int = 0, last: int | None = None) -> SafeString:
        """The words from `first` to before `last` as HTML: everything escaped, then the matches marked."""
        last = len(self.words) if last is None else last
        start, end = 0, len(self.text)
        if not self.different and not first and last >= len(self.words):
            return escape(self.text)
        found = list(islice(WORD.finditer(self.text), last))
        if first:
            start = found[first].start()
        if last < len(self.words):
            end = found[last - 1].end()
        parts, at = ["… " if first else ""], start
        for word in compress(found[first:], self.matches[first:last]):
            parts += [escape(self.text[at : word.start()]), "<mark>", escape(word.group()), "</mark>"]
            at = word.end()
        parts += [escape(self.text[at:end]), " …" if end < len(self.text) else ""]
        return mark_safe("".join(parts))  # noqa: S308 every piece of text above is escaped

    def best_window(self) -> tuple[int, set[str]]:
        """Its first word, and the matches, of the window with the most different matches."""
        best: tuple[int, set[str]] = (0, set())
        for at in compress(range(len(self.matches)), self.matches):
            first = max(0, at - WORDS_BEFORE)
            found = set(self.matches[first : first + SNIPPET_WORDS]) - {""}
            if len(found) > len(best[1]):
                best = (first, found)
        return best


def _tidy(text: str) -> str:
    return SPACE.sub(" ", unicodedata.normalize("NFC", text[:LONGEST_TEXT])).strip()


def mark(text: str, wanted: Wanted) -> SafeString:
    """The whole text as HTML, with the words of the question in <mark>."""
    return _Text(text, wanted).html()


def snippet(title: str, summary: str, body: str, wanted: Wanted) -> SafeString:
    """The summary; or the best stretch of the body, when it answers to a word that title and summary lack."""
    short, long = _Text(summary, wanted), _Text(body, wanted)
    known = short.different | _Text(title, wanted).different
    if short.text and long.different <= known:
        return short.html()
    first, matches = long.best_window()
    if short.text and matches <= known:
        return short.html()
    return long.html(first, first + SNIPPET_WORDS)
