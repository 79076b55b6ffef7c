"""Answers from a customer's own data, above the articles. Rooms further up register who gives them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kb.rules import Reader
from kb.search.analysis import analysis
from kb.search.ranking import Question

MOST_ANSWERS = 2
# Somebody who tells a whole story wants an article or a person, not a line about their order.
LONGEST_QUESTION = 8


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
    """What a question is about, as a list of words by language; every form of a word counts."""

    by_language: Mapping[str, str]
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)

    def in_question(self, question: Question) -> bool:
        code = question.language
        if code not in self._stems:
            words = analysis.split(self.by_language.get(code, ""))
            self._stems[code] = frozenset(filter(None, (analysis.token(word, code) for word in words)))
        return not self._stems[code].isdisjoint(question.tokens)


Provider = Callable[[Reader], Answer | None]
_providers: dict[Provider, Words] = {}


def register(words: Words, provider: Provider) -> None:
    """`provider` is asked when somebody signed in searches for one of the words; it may read their own data only."""
    _providers[provider] = words


def own_answers(text: str, language: str, user: Reader) -> list[Answer]:
    """Nothing, and no query, for somebody who is not signed in."""
    if not user.is_authenticated:
        return []
    question = Question(text, language)
    if len(question.tokens) > LONGEST_QUESTION:
        return []
    asked = [provider for provider, words in _providers.items() if words.in_question(question)]
    return [answer for provider in asked[:MOST_ANSWERS] if (answer := provider(user))]
