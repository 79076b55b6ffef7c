"""The one method that ranks articles for a question: used by the site and measured by `manage.py search_eval`.

Any word may be missing (OR), BM25 per field, fields added up. Beside the stems, word shapes make up for endings,
prefixes, accents and slips of the finger that a stemmer does not know. Nothing here depends on how long or strange the
question is: words, misspelt words and expansions are capped, and there are no wildcards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

from kb.search.analysis import analysis, beginning, middle, pairs
from kb.search.backend.snapshot import Snapshot

LONGEST_QUESTION = 200
MOST_WORDS = 20
MOST_MISSPELT = 6
MOST_GUESSES = 6
SHORTEST_MISSPELT = 4

K1 = 1.2
B = 0.8
MISSPELT = 0.7
BEGINNING = 0.8
MIDDLE = 0.4
PAIR = 0.3
LEAD = 0.4
# Hits that share only a common word with the question are noise, not answers.
FLOOR = 0.12

# How much a word counts in the title, the summary and the text of an article.
ARTICLE_FIELDS = {"s_title": 2.0, "s_short_answer": 1.2, "s_body": 1.0}


@dataclass
class Question:
    """A question as it is asked of an index in one language."""

    text: str
    language: str
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


@dataclass
class Ranker:
    """Ranks the documents of one kind and language in a snapshot of an index."""

    snapshot: Snapshot
    kind: str
    language: str
    fields: Mapping[str, float] = field(default_factory=lambda: ARTICLE_FIELDS)

    def rank(self, question: Question, limit: int) -> Ranking:
        candidates = self._candidates()
        scores: dict[int, float] = {}
        guesses: dict[str, list[str]] = {}
        for word, token in dict(zip(question.words, question.tokens, strict=True)).items():
            if not self._add_token(scores, token, 1.0) and len(guesses) < MOST_MISSPELT:
                guesses[word] = self._guesses(token)
                for guess in guesses[word]:
                    self._add_token(scores, guess, MISSPELT)
        for shape in dict.fromkeys(map(beginning, question.words)):
            self._add(scores, "x_begin", shape, BEGINNING)
        for shape in dict.fromkeys(filter(None, map(middle, question.words))):
            self._add(scores, "x_middle", shape, MIDDLE)
        for pair in dict.fromkeys(pairs(question.tokens)):
            self._add(scores, "x_pairs", pair, PAIR)
        found = sorted(((-score, number) for number, score in scores.items() if number in candidates))[:limit]
        floor = -found[0][0] * FLOOR if found else 0.0
        hits = [(self.snapshot.key(number), -score) for score, number in found if -score >= floor]
        return Ranking(hits, guesses)

    def _candidates(self) -> frozenset[int]:
        languages = self.snapshot.documents("lang", self.language)
        return languages & self.snapshot.documents("kinds", self.kind)

    def _add_token(self, scores: dict[int, float], token: str, weight: float) -> bool:
        """Adds what a stem is worth in every field; says whether any document of this language has it."""
        found = [self._add(scores, name, token, weight * boost) for name, boost in self.fields.items()]
        self._add(scores, "x_lead", token, weight * LEAD)
        return any(found)

    def _add(self, scores: dict[int, float], name: str, token: str, weight: float) -> bool:
        postings = self._postings(name, token)
        for number, score in postings:
            scores[number] = scores.get(number, 0.0) + score * weight
        return bool(postings)

    def _postings(self, name: str, token: str) -> list[tuple[int, float]]:
        key = (self.kind, self.language, name, token)
        return self.snapshot.remember(key, lambda: self._score(name, token))

    def _score(self, name: str, token: str) -> list[tuple[int, float]]:
        """BM25 of one token in one field, for the documents of this kind and language that have it."""
        candidates = self._candidates()
        average = self.snapshot.length(name) / max(1, len(self.snapshot.documents("kinds", self.kind)))
        found = [posting for posting in self.snapshot.postings(name, token) if posting[0] in candidates]
        rarity = log(1 + (len(candidates) - len(found) + 0.5) / (len(found) + 0.5))
        short, long = K1 * (1 - B), K1 * B / (average or 1)
        return [
            (number, rarity * count * (K1 + 1) / (count + short + long * length)) for number, count, length in found
        ]

    def _guesses(self, token: str) -> list[str]:
        """Stems one edit away that documents have: the likely meaning of a misspelt word."""
        if len(token) < SHORTEST_MISSPELT:
            return []
        near = {guess for name in self.fields for guess in self.snapshot.similar(name, token)}
        counted = {guess: sum(len(self._postings(name, guess)) for name in self.fields) for guess in near}
        likely = [guess for guess in sorted(near, key=lambda guess: (-counted[guess], guess)) if counted[guess]]
        return likely[:MOST_GUESSES]
