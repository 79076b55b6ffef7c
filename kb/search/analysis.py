"""From text to the tokens that are indexed and asked for: the same code for articles and for questions.

Lower-case, word tokens, stop words, Snowball stem, accents folded; and fields of word shapes that need no dictionary.
Engines store the tokens joined by spaces, so all of them rank the same way.
"""

import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

import Stemmer

from kb.search.words import stop_words

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40
BEGINNING = 5
LEAD = 25
# What customers added under an article is found, but it does not say what the article is about.
ASIDE = {"tips_text"}

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """The word as somebody types it who leaves the accents out; Russian й and ё become и and е as well."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.translate(_UNDECOMPOSED))
    # One letter can come apart into eighteen.
    return "".join(letter for letter in plain if not unicodedata.combining(letter))[:LONGEST_WORD]


class Language:
    """The analysis of one language. Safe to share between threads: each has a stemmer of its own."""

    def __init__(self, code: str) -> None:
        self._algorithm = _ALGORITHMS.get(code)
        self._stop = stop_words(code)
        self._local = threading.local()
        self.token = lru_cache(maxsize=100_000)(self._token)

    def _token(self, word: str) -> str:
        if fold(word) in self._stop:
            return ""
        if self._algorithm is None:
            return fold(word)
        if not hasattr(self._local, "stemmer"):
            self._local.stemmer = Stemmer.Stemmer(self._algorithm)
        return fold(self._local.stemmer.stemWord(word))


@cache
def _language(code: str) -> Language:
    return Language(code)


@lru_cache(maxsize=200)
def language_of(code: str) -> Language:
    """The analysis for a code such as "pl" or "pt-br"; without a stemmer words are only folded."""
    return _language(code.lower().replace("_", "-").partition("-")[0][:8])


@lru_cache(maxsize=100_000)
def beginning(word: str) -> str:
    """Alike in all languages, and blind to most endings."""
    return fold(word)[:BEGINNING]


@lru_cache(maxsize=100_000)
def middle(word: str) -> str:
    """Letters three to six of a long word, marked by a plus: blind to short prefixes (wy-słać, na-desłać)."""
    return "+" + fold(word)[2:6] if len(word) > 6 else ""


class ShopAnalysis:
    """The analysis in the shape that kb.search.backend asks for."""

    def split(self, text: str) -> list[str]:
        found = WORD.findall(unicodedata.normalize("NFC", text).lower())
        return [word[:LONGEST_WORD] for word in found]

    def fold(self, word: str) -> str:
        return fold(word)

    def token(self, word: str, language: str) -> str:
        return language_of(language).token(word)

    def extra_fields(self) -> Mapping[str, bool]:
        return {"x_begin": False, "x_middle": False, "x_lead": False}

    def extras(self, texts: Mapping[str, str], language: str) -> Mapping[str, list[str]]:
        """Word shapes of all texts; and the first words below the title, where an answer says what it is about."""
        token = language_of(language).token
        own = {path: text for path, text in texts.items() if path not in ASIDE}
        named = [(path, [(word, token(word)) for word in self.split(text)]) for path, text in own.items()]
        kept = [[(word, stem) for word, stem in found if stem] for _path, found in named]
        below = [stem for path, found in named if path != "title" for _word, stem in found[: LEAD * 2]]
        return {
            "x_begin": [beginning(word) for found in kept for word, _stem in found],
            "x_middle": [shape for found in kept for word, _stem in found if (shape := middle(word))],
            "x_lead": [stem for stem in below[:LEAD] if stem],
        }


analysis = ShopAnalysis()
