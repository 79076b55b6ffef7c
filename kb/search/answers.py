"""Answers from a customer's own data, above the articles. Rooms further up register who gives them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kb.rules import Reader
from kb.search.analysis import analysis, fold
from kb.search.backend.snapshot import one_edit_apart
from kb.search.engine import languages
from kb.search.ranking import Question

MOST_ANSWERS = 2
# Somebody who tells a whole story wants an article or a person, not a line about their order.
LONGEST_QUESTION = 8
# Shorter words are too easily mistaken for others.
SHORTEST = 5
LONGER_ENDING = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """In the reader's language; icon is a Lucide name."""

    title: str
    text: str
    url: str
    action: str
    icon: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a question is about, as a list of words by language; other endings and one slip of the finger count."""

    by_language: Mapping[str, str]
    _known: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)

    def in_question(self, question: Question) -> bool:
        stems, words = self._of(question.language)
        if not stems.isdisjoint(question.tokens):
            return True
        return any(alike(fold(asked), word) for asked in question.words for word in words)

    def _of(self, code: str) -> tuple[frozenset[str], frozenset[str]]:
        """The stems and the folded words of one language."""
        if code not in self._known:
            words = analysis.split(self.by_language.get(code, ""))
            stems = frozenset(filter(None, (analysis.token(word, code) for word in words)))
            self._known[code] = stems, frozenset(map(fold, words))
        return self._known[code]


def alike(asked: str, word: str) -> bool:
    """Is it the same word with another ending, or with one letter wrong, missing, too many or swapped?"""
    if min(len(asked), len(word)) < SHORTEST or asked[0] != word[0]:
        return False
    if asked[: len(word) - 1] == word[:-1]:
        return len(asked) <= len(word) + LONGER_ENDING
    return one_edit_apart(asked, word) or swapped(asked, word)


def swapped(first: str, second: str) -> bool:
    """Are two neighbouring letters all that is different?"""
    apart = [at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]]
    if len(first) != len(second) or len(apart) != 2 or apart[1] - apart[0] != 1:
        return False
    here, there = apart
    return first[here] == second[there] and first[there] == second[here]


Provider = Callable[[Reader], Answer | None]
_providers: dict[Provider, Words] = {}


def register(words: Words, provider: Provider) -> None:
    """`provider` is asked when somebody signed in searches for one of the words; it may read their own data only."""
    _providers[provider] = words


def own_answers(text: str, language: str, user: Reader) -> list[Answer]:
    """Nothing, and no query, for somebody who is not signed in. Other languages count if this one has no such word."""
    if not user.is_authenticated:
        return []
    for code in languages(language):
        question = Question(text, code)
        asked = [provider for provider, words in _providers.items() if words.in_question(question)]
        if asked and len(question.tokens) <= LONGEST_QUESTION:
            return [answer for provider in asked[:MOST_ANSWERS] if (answer := provider(user))]
    return []
