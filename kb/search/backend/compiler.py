"""From modelsearch queries to Whoosh queries.

Whoosh's own query parser is never used: it can be made to run for ever.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from modelsearch import query as ask
from modelsearch.backends.base import BaseSearchQueryCompiler
from whoosh import query as whoosh

from kb.search.backend.documents import autocomplete_paths, label, search_paths
from kb.search.backend.plain import Analysis

LONGEST_QUERY = 255
MOST_WORDS = 32
MOST_COMPLETIONS = 64


class SearchQueryCompiler(BaseSearchQueryCompiler):
    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True

    def compile(self, analysis: Analysis) -> whoosh.Query:
        self.analysis = analysis
        self.languages = list(dict.fromkeys([settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)]))
        self.paths = self.get_paths()
        kind = whoosh.Term("kinds", label(self.queryset.model))
        return whoosh.And([kind, self._compile(self.query, 1.0)])

    def get_paths(self) -> dict[str, float]:
        paths = search_paths(self.queryset.model)
        return {path: boost for path, boost in paths.items() if self.fields is None or path in self.fields}

    def _compile(self, query: ask.SearchQuery, boost: float) -> whoosh.Query:
        match query:
            case ask.PlainText():
                return self._words(
                    query.query_string,
                    query.operator,
                    lambda path, token: self._term(path, token, boost * query.boost),
                )
            case ask.Fuzzy():
                return self._words(
                    query.query_string, query.operator, lambda path, token: self._fuzzy(path, token, boost)
                )
            case ask.Phrase():
                return self._phrase(query.query_string, boost)
            case ask.Boost():
                return self._compile(query.subquery, boost * query.boost)
            case ask.MatchAll():
                return whoosh.Every()
            case ask.Not():
                if isinstance(query.subquery, ask.MatchAll):
                    return whoosh.NullQuery
                return whoosh.And([whoosh.Every(), whoosh.Not(self._compile(query.subquery, boost))])
            case ask.And():
                return whoosh.And([self._compile(part, boost) for part in query.subqueries])
            case ask.Or():
                return whoosh.Or([self._compile(part, boost) for part in query.subqueries])
        raise NotImplementedError(f"{type(query).__name__} queries are not supported by the Whoosh backend.")

    def _words(self, text: str, operator: str, leaf: Callable[[str, str], whoosh.Query]) -> whoosh.Query:
        """Every word, or any word, in any field: nobody knows the language, so each word may be of any."""
        readings = []
        for word in self.analysis.split(text[:LONGEST_QUERY])[:MOST_WORDS]:
            tokens = [self.analysis.token(word, language) for language in self.languages]
            if any(tokens):
                readings.append(tokens)
        # A stop word of one language is no reason to find nothing in another.
        certain = [tokens for tokens in readings if all(tokens)]
        words = [
            whoosh.Or([leaf(path, token) for token in dict.fromkeys(filter(None, tokens)) for path in self.paths])
            for tokens in (certain if operator == "and" and certain else readings)
        ]
        if not words:
            return whoosh.NullQuery
        return whoosh.And(words) if operator == "and" else whoosh.Or(words)

    def _term(self, path: str, token: str, boost: float) -> whoosh.Query:
        return whoosh.Term(f"s_{path}", token, boost=boost * self.paths[path])

    def _fuzzy(self, path: str, token: str, boost: float) -> whoosh.Query:
        return whoosh.FuzzyTerm(f"s_{path}", token, boost=boost * self.paths[path], maxdist=1, prefixlength=1)

    def _phrase(self, text: str, boost: float) -> whoosh.Query:
        words = self.analysis.split(text[:LONGEST_QUERY])[:MOST_WORDS]
        readings = {
            tuple(filter(None, (self.analysis.token(word, code) for word in words))) for code in self.languages
        }
        phrases: Iterable[whoosh.Query] = [
            whoosh.Phrase(f"s_{path}", list(reading), boost=boost * self.paths[path])
            for reading in sorted(readings)
            for path in self.paths
            if reading
        ]
        return whoosh.Or(list(phrases))


class AutocompleteQueryCompiler(SearchQueryCompiler):
    """The last letters are still to come: every word is the beginning of a word, and nothing is stemmed."""

    def get_paths(self) -> dict[str, float]:
        return {
            path: 1.0 for path in autocomplete_paths(self.queryset.model) if self.fields is None or path in self.fields
        }

    def _words(self, text: str, operator: str, leaf: Any) -> whoosh.Query:
        words = map(self.analysis.fold, self.analysis.split(text[:LONGEST_QUERY])[:MOST_WORDS])
        parts = [whoosh.Or([whoosh.Prefix(f"a_{path}", word) for path in self.paths]) for word in words]
        if not parts:
            return whoosh.NullQuery
        return whoosh.And(parts) if operator == "and" else whoosh.Or(parts)
