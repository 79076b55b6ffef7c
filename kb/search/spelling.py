""" "Did you mean …?": a question with its unknown words as the articles spell them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kb.search.analysis import WORD, analysis
from kb.search.found import Found


def did_you_mean(text: str, language: str, guesses: Mapping[str, list[str]], articles: Iterable[Found]) -> str | None:
    """Another spelling of the question, or None.

    Read from articles on this very page, so it can't give away a word of one that the reader may not see.
    """
    if not any(guesses.values()):
        return None
    seen: dict[str, Counter[str]] = {}
    for each in articles:
        if each.code == language:
            for word in analysis.split(each.all_words):
                seen.setdefault(analysis.token(word, language), Counter())[word] += 1
    better = {}
    for word, tokens in guesses.items():
        spelt: Counter[str] = sum((seen.get(token, Counter()) for token in tokens), Counter())
        if spelt:
            better[word] = max(spelt, key=lambda other: (len(_common(word, other)), spelt[other], other))
    proposal = WORD.sub(lambda match: better.get(match.group().lower(), match.group()), text)
    return proposal if proposal != text else None


def _common(first: str, second: str) -> str:
    """The letters two words have in common at their ends, both sides together."""
    start = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), len(first))
    rest = zip(reversed(first[start:]), reversed(second[start:]), strict=False)
    end = next((at for at, pair in enumerate(rest) if pair[0] != pair[1]), 0)
    return first[:start] + first[len(first) - end :]
