"""The one method that ranks articles for a question: used by the site and measured by `manage.py search_eval`.

Any word may be missing (OR), BM25 per field, fields added up. Beside the stems, word shapes make up for endings,
prefixes, accents and slips of the finger that a stemmer does not know. Nothing here depends on how long or strange the
question is: words, misspelt words and expansions are capped, and there are no wildcards.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import TypeAlias

from kb.search.analysis import analysis, beginning, fold, middle
from kb.search.backend.snapshot import Snapshot

LONGEST_QUESTION = 200
MOST_WORDS = 20
MOST_MISSPELT = 6
MOST_GUESSES = 6
SHORTEST_MISSPELT = 4
LONGEST_MISSPELT = 24
LONGEST_ENDING = 3

K1 = 1.2
B = 0.8
MISSPELT = 0.8
SYNONYM = 0.7
BEGINNING = 0.9
MIDDLE = 0.5
LEAD = 0.4
COMPLETION = 1.5
COMPLETED = "a_title"
MOST_COMPLETIONS = 32
# Hits that share only a common word with the question are noise, not answers.
FLOOR = 0.12

# Document numbers, and what the token is worth in each.
Postings: TypeAlias = "tuple[array[int], array[float]]"

# By document number: of all documents, or of those that have something.
Scores: TypeAlias = list[float] | defaultdict[int, float]

# How much a word counts in the title, the summary and the text of an article, and in readers' tips under it.
ARTICLE_FIELDS = {"s_title": 2.0, "s_short_answer": 1.2, "s_body": 1.0, "s_tips_text": 0.3}


@dataclass
class Question:
    """A question as it is asked of an index in one language."""

    text: str
    language: str
    # Stems that mean the same as some of its own, each with the one it stands for.
    also: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(init=False)
    tokens: list[str] = field(init=False)

    def __post_init__(self) -> None:
        found = analysis.split(self.text[:LONGEST_QUESTION])
        meaning = [(word, token) for word in found if (token := analysis.token(word, self.language))]
        self.words = [word for word, _token in meaning[:MOST_WORDS]]
        self.tokens = [token for _word, token in meaning[:MOST_WORDS]]


@dataclass
class Ranking:
    """Keys with scores, best first; and what was taken for each word that no document has."""

    hits: list[tuple[str, float]]
    guesses: dict[str, list[str]]


def add(scores: Scores, postings: Postings, weight: float) -> None:
    for number, score in zip(*postings, strict=True):
        scores[number] += score * weight


@dataclass
class Ranker:
    """Ranks the documents of one kind and language in a snapshot of an index."""

    snapshot: Snapshot
    kind: str
    language: str
    fields: Mapping[str, float] = field(default_factory=lambda: ARTICLE_FIELDS)

    def rank(self, question: Question, limit: int, completing: bool = False, guessing: bool = True) -> Ranking:
        """The best `limit` documents; `completing` takes the last word for the beginning of one.

        `guessing` looks for what an unknown word may stand for.
        """
        if not self._candidates():
            return Ranking([], {})
        scores = [0.0] * self.snapshot.size
        guesses: dict[str, list[str]] = {}
        completions = self._completions(question) if completing else []
        for word, token in dict(zip(question.words, question.tokens, strict=True)).items():
            # What begins a word is not misspelt, it is not finished.
            unfinished = bool(completions) and word == question.words[-1]
            known = self._add_meaning(scores, token, question)
            if not known and guessing and not unfinished and len(guesses) < MOST_MISSPELT:
                guesses[word] = self._guesses(token)
                for guess in guesses[word]:
                    self._add_token(scores, guess, MISSPELT)
        for shape in dict.fromkeys(map(beginning, question.words)):
            self._add(scores, "x_begin", shape, BEGINNING)
        for shape in dict.fromkeys(filter(None, map(middle, question.words))):
            self._add(scores, "x_middle", shape, MIDDLE)
        for word in completions:
            self._add(scores, COMPLETED, word, COMPLETION)
        floor = max(scores) * FLOOR
        found = sorted([(-score, number) for number, score in enumerate(scores) if score >= floor]) if floor else []
        return Ranking([(self.snapshot.key(number), -score) for score, number in found[:limit]], guesses)

    def _candidates(self) -> frozenset[int]:
        return self.snapshot.remember(
            ("candidates", self.kind, self.language),
            lambda: self.snapshot.documents("lang", self.language) & self.snapshot.documents("kinds", self.kind),
        )

    def _add_meaning(self, scores: list[float], token: str, question: Question) -> bool:
        """Adds the stem or a word that means the same, whichever is worth more: they are one thing that is asked for.

        That the other word is rarer makes it no better an answer. Says whether any document has the stem itself.
        """
        others = [other for other, stands_for in question.also.items() if stands_for == token]
        if not others:
            return self._add_token(scores, token, 1.0)
        best: defaultdict[int, float] = defaultdict(float)
        known = self._add_token(best, token, 1.0)
        rarity = self._rarity(token)
        for other in others:
            found: defaultdict[int, float] = defaultdict(float)
            self._add_token(found, other, SYNONYM * min(1.0, rarity / self._rarity(other)))
            for number, score in found.items():
                best[number] = max(score, best[number])
        for number, score in best.items():
            scores[number] += score
        return known

    def _add_token(self, scores: Scores, token: str, weight: float) -> bool:
        """Adds what a stem is worth in every field; says whether any document of this language has it."""
        key = (self.kind, self.language, token)
        numbers, worth, known = self.snapshot.remember(key, lambda: self._everywhere(token))
        add(scores, (numbers, worth), weight)
        return bool(known)

    def _everywhere(self, token: str) -> "tuple[array[int], array[float], bool]":
        """Its postings in all fields added up, and whether any field that counts has it."""
        together: defaultdict[int, float] = defaultdict(float)
        for name, boost in self.fields.items():
            add(together, self._score(name, token), boost)
        known = bool(together)
        add(together, self._score("x_lead", token), LEAD)
        return array("L", together.keys()), array("d", together.values()), known

    def _add(self, scores: Scores, name: str, token: str, weight: float) -> None:
        add(scores, self._postings(name, token), weight)

    def _rarity(self, token: str) -> float:
        """The more of the documents have it, the smaller; never 0."""
        count = max(len(self._postings(name, token)[0]) for name in self.fields)
        return log(1 + (len(self._candidates()) - count + 0.5) / (count + 0.5))

    def _postings(self, name: str, token: str) -> Postings:
        key = (self.kind, self.language, name, token)
        return self.snapshot.remember(key, lambda: self._score(name, token))

    def _score(self, name: str, token: str) -> Postings:
        """BM25 of one token in one field, for the documents of this kind and language that have it."""
        candidates = self._candidates()
        average = self.snapshot.length(name) / max(1, len(self.snapshot.documents("kinds", self.kind)))
        found = [posting for posting in self.snapshot.postings(name, token) if posting[0] in candidates]
        rarity = log(1 + (len(candidates) - len(found) + 0.5) / (len(found) + 0.5))
        short, long = K1 * (1 - B), K1 * B / (average or 1)
        worth = [rarity * count * (K1 + 1) / (count + short + long * length) for _number, count, length in found]
        return array("L", [number for number, _count, _length in found]), array("f", worth)

    def _completions(self, question: Question) -> list[str]:
        """Words of titles in this language that begin like the last word typed."""
        typed = analysis.split(question.text)[-1:]
        words = [
            word for start in typed for word in self.snapshot.beginning_with(COMPLETED, fold(start), MOST_COMPLETIONS)
        ]
        return [word for word in words if self._postings(COMPLETED, word)[0]]

    def _guesses(self, token: str) -> list[str]:
        """Stems of the documents that an unknown word may stand for.

        One slip away; if there is none, the same without the last letters, since a slip hides the ending from
        the stemmer.
        """
        if len(token) > LONGEST_MISSPELT:
            return []
        for length in range(len(token), max(SHORTEST_MISSPELT, len(token) - LONGEST_ENDING + 1) - 1, -1):
            start = token[:length]
            near = {guess for name in self.fields for guess in self.snapshot.similar(name, start)}
            # Two letters in the wrong order are two edits to the index, and the commonest slip to people.
            near |= {start[:at] + start[at + 1] + start[at] + start[at + 2 :] for at in range(1, length - 1)}
            near.add(start)
            counted = {guess: sum(len(self._postings(name, guess)[0]) for name in self.fields) for guess in near}
            likely = sorted(filter(counted.get, near), key=lambda guess: (-counted[guess], guess))
            if likely:
                return likely[:MOST_GUESSES]
        return []
