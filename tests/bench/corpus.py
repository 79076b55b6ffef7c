"""Made-up articles with the statistics of real ones: a few common words, many rare ones, endings on their stems."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

SEED = 20_261_122
STEMS = 12_000
ENDINGS = ("", "", "", "a", "y", "ę", "ą", "em", "ów", "ami", "ach", "owi", "ie", "owa", "owej", "ość")
SYLLABLES = [
    c + v
    for c in (
        "b",
        "c",
        "d",
        "f",
        "g",
        "k",
        "l",
        "ł",
        "m",
        "n",
        "p",
        "r",
        "s",
        "ś",
        "t",
        "w",
        "z",
        "sz",
        "cz",
        "prz",
        "st",
    )
    for v in "aeiouyó"
]


@dataclass(frozen=True)
class Made:
    title: str
    short_answer: str
    body: str


class Corpus:
    """The same articles and questions in every run."""

    def __init__(self, count: int, seed: int = SEED) -> None:
        self._chance = random.Random(seed)  # noqa: S311 words, not secrets
        stems = dict.fromkeys(
            "".join(self._chance.choices(SYLLABLES, k=self._chance.choice((2, 3, 3, 4)))) for _ in range(STEMS)
        )
        self._stems = list(stems)
        # Zipf's law, as in any text people write.
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._stems))))
        self.articles = [self._article() for _ in range(count)]

    def words(self, count: int) -> list[str]:
        stems = self._chance.choices(self._stems, cum_weights=self._weights, k=count)
        return [stem + ending for stem, ending in zip(stems, self._chance.choices(ENDINGS, k=count), strict=True)]

    def _article(self) -> Made:
        sentences = [" ".join(self.words(self._chance.randint(6, 16))).capitalize() + "." for _ in range(12)]
        return Made(" ".join(self.words(6)).capitalize() + "?", sentences[0], " ".join(sentences[1:]))

    def questions(self, count: int) -> Iterator[str]:
        """Like a customer's: some words of a title, some of the text below it, in other forms, and "jak"."""
        for article in self._chance.choices(self.articles, k=count):
            found = self._chance.sample(article.title[:-1].lower().split(), 3)
            found += self._chance.sample(article.body.lower().replace(".", "").split(), 3)
            yield " ".join(["jak", *found])

    def beginnings(self, count: int) -> Iterator[str]:
        """What a search box sends while a question is typed."""
        for article in self._chance.choices(self.articles, k=count):
            yield article.title[: self._chance.randint(3, 24)]

    def hostile(self, count: int) -> Iterator[str]:
        """The longest questions let in: common words, rare typos, wildcards, operators."""
        for at in range(count):
            match at % 4:
                case 0:
                    yield " ".join(self._stems[:40])[:200]
                case 1:
                    yield " ".join(f"{word[:1]}{word[2:]}x" for word in self.words(30))[:200]
                case 2:
                    yield ("* " * 20 + " ".join(f"*{word}* {word}~9" for word in self.words(20)))[:200]
                case _:
                    yield ("(" * 40 + " OR ".join(self.words(40)))[:200]
