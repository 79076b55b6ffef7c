"""What an analysis must offer, and the simplest one: lower-case words without accents."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Protocol

WORD = re.compile(r"[^\W_]+")


class Analysis(Protocol):
    def split(self, text: str) -> list[str]:
        """The words of a text, lower-case, in order."""
        ...

    def fold(self, word: str) -> str:
        """The word without accents: what autocomplete compares."""
        ...

    def token(self, word: str, language: str) -> str:
        """What is indexed for a word of split(), or "" for a stop word."""
        ...

    def extra_fields(self) -> Mapping[str, bool]:
        """Further fields of every document; True keeps the order of words, for phrases."""
        ...

    def extras(self, texts: Mapping[str, str], language: str) -> Mapping[str, list[str]]:
        """The tokens of those fields, made from the texts of the search fields."""
        ...


class PlainAnalysis:
    def split(self, text: str) -> list[str]:
        return WORD.findall(text.lower())

    def fold(self, word: str) -> str:
        return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))

    def token(self, word: str, language: str) -> str:
        return self.fold(word)

    def extra_fields(self) -> Mapping[str, bool]:
        return {}

    def extras(self, texts: Mapping[str, str], language: str) -> Mapping[str, list[str]]:
        return {}


analysis = PlainAnalysis()
