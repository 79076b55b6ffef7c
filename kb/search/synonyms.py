"""Words that mean the same, kept by editors; looked up when somebody asks, so nothing has to be indexed again."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kb.models import Synonym
from kb.search.analysis import analysis

MOST_GROUPS = 2_000
MOST_ADDED = 12

# The stems of one word or phrase.
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Thesaurus:
    """For each stem the phrases of one language that hold it, each with the other phrases of its group."""

    by_stem: dict[str, list[tuple[frozenset[str], list[Phrase]]]]

    def also(self, tokens: Iterable[str]) -> dict[str, str]:
        """Other stems that mean the same as some of a question's, each with the one it stands for."""
        asked = dict.fromkeys(tokens)
        found: dict[str, str] = {}
        for token in asked:
            for phrase, others in self.by_stem.get(token, []):
                if phrase <= asked.keys():
                    for stem in (stem for other in others for stem in other if stem not in asked):
                        found.setdefault(stem, token)
        return dict(islice(found.items(), MOST_ADDED))


NOTHING = Thesaurus({})


def thesauri() -> dict[str, Thesaurus]:
    """By language: one query."""
    rows = Synonym.objects.order_by("pk").values_list("language", "words")[:MOST_GROUPS]
    groups: dict[str, list[str]] = {}
    for language, words in rows:
        groups.setdefault(language, []).append(words)
    return {language: _read(language, tuple(found)) for language, found in groups.items()}


@lru_cache(maxsize=32)
def _read(language: str, groups: tuple[str, ...]) -> Thesaurus:
    by_stem: dict[str, list[tuple[frozenset[str], list[Phrase]]]] = {}
    for group in groups:
        phrases = list(dict.fromkeys(filter(None, (_stems(part, language) for part in group.split(",")))))
        for phrase in phrases:
            others = [other for other in phrases if other != phrase]
            for stem in phrase:
                by_stem.setdefault(stem, []).append((frozenset(phrase), others))
    return Thesaurus(by_stem)


def _stems(text: str, language: str) -> Phrase:
    return tuple(token for word in analysis.split(text) if (token := analysis.token(word, language)))
