"""Marks the words of a question in an article's own text, whatever form and spelling they have there."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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

    def match(self, word: str) -> str:
        """The stem or beginning that a word of the text has in common with the question, or ""."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._match(word.lower()[:LONGEST_WORD])
        return found

    def _match(self, word: str) -> str:
        token = language_of(self.language).token(word)
        if not token:
            return ""
        start = beginning(word)
        if token in self.tokens:
            # A stem and a beginning of one word count once.
            return start
        # Another ending, not another word: a paczkomat is no paczka.
        longest = self.beginnings.get(start)
        return start if longest and len(word) <= longest + LONGER_ENDING else ""


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    match: str


def _spans(text: str, wanted: Wanted) -> Iterator[Span]:
    for found in WORD.finditer(text):
        yield Span(found.start(), found.end(), wanted.match(found.group()))


def _tidy(text: str) -> str:
    return SPACE.sub(" ", unicodedata.normalize("NFC", text[:LONGEST_TEXT])).strip()


def _html(text: str, spans: Iterable[Span], start: int, end: int) -> SafeString:
    """The part of a text from start to end as HTML: everything escaped, then the matches marked."""
    parts, at = [], start
    for span in spans:
        if span.match and start <= span.start and span.end <= end:
            parts += [escape(text[at : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"]
            at = span.end
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 every piece of text above is escaped


def mark(text: str, wanted: Wanted) -> SafeString:
    """The whole text as HTML, with the words of the question in <mark>."""
    text = _tidy(text)
    return _html(text, _spans(text, wanted), 0, len(text))


def snippet(title: str, summary: str, body: str, wanted: Wanted) -> SafeString:
    """The summary; or the best stretch of the body, when it answers to a word that title and summary lack."""
    summary, body = _tidy(summary), _tidy(body)
    short = list(_spans(summary, wanted))
    known = {span.match for span in [*short, *_spans(_tidy(title), wanted)]}
    spans = list(_spans(body, wanted))
    first, matches = _best_window(spans)
    if summary and matches <= known | {""}:
        return _html(summary, short, 0, len(summary))
    last = min(first + SNIPPET_WORDS, len(spans)) - 1
    start = spans[first].start if first else 0
    end = spans[last].end if last < len(spans) - 1 else len(body)
    part = _html(body, spans[first : last + 1], start, end)
    return mark_safe(("… " if start else "") + part + (" …" if end < len(body) else ""))  # noqa: S308 escaped in _html


def _best_window(spans: list[Span]) -> tuple[int, set[str]]:
    """Index of its first word, and the matches, of the window with the most different matches."""
    best: tuple[int, set[str]] = (0, set())
    for at, span in enumerate(spans):
        if span.match:
            first = max(0, at - WORDS_BEFORE)
            matches = {other.match for other in spans[first : first + SNIPPET_WORDS]} - {""}
            if len(matches) > len(best[1]):
                best = (first, matches)
    return best
