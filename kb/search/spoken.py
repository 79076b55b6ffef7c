"""Is a question asked in another language than the page's? Told by its words, without a dictionary.

A word speaks for a language when it is one of its small words ("gdzie", "where") or stands in an article that this
very reader is shown, so nothing is given away about articles they may not see.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from kb.search.analysis import analysis
from kb.search.engine import Answers
from kb.search.found import Found

# Of the words that any language knows, how many the other language must know, and how many more than the reader's.
ENOUGH = 0.7
CLEARLY = 0.5
MOST_READ = 3


def spoken(text: str, language: str, answered: Answers, articles: Mapping[str, list[Found]]) -> str | None:
    """The code of the other language the question is clearly asked in, or None. `articles`: the best by language."""
    words = list(dict.fromkeys(analysis.split(text)))
    known = {code: _known(words, code, articles.get(code, ())) for code in answered.questions}
    # Of a language in which editors have said what the words mean, they are words.
    known |= {code: set(words) for code, question in answered.questions.items() if question.also}
    understood = set().union(*known.values())
    if not understood:
        return None
    shares = {code: len(found) / len(understood) for code, found in known.items()}
    candidates = [code for code in shares if code != language and articles.get(code)]
    best = max(candidates, key=lambda code: shares[code], default=None)
    if best is None or shares[best] < ENOUGH or shares[best] - shares[language] < CLEARLY:
        return None
    return best


def _known(words: Iterable[str], code: str, articles: Iterable[Found]) -> set[str]:
    """The words that are small words of a language or stand, in any form, in one of these articles."""
    texts = [each.all_words for each in islice(articles, MOST_READ)]
    shown = {analysis.token(word, code) for word in {word for text in texts for word in analysis.split(text)}}
    return {word for word in words if not (token := analysis.token(word, code)) or token in shown}
