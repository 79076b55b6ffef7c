"""One state of an index, open for reading. Used under the store's guard, so by one thread at a time."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from whoosh.index import FileIndex
from whoosh.query import Query
from whoosh.reading import TermNotFound

REMEMBERED_POSTINGS = 4_000_000


class Snapshot:
    def __init__(self, name: str, index: FileIndex) -> None:
        self.name = name
        self.searcher = index.searcher()
        self.reader = self.searcher.reader()
        self.fields = set(self.reader.schema.names())
        self._keys: dict[int, str] = {}
        self._lengths: dict[str, dict[int, int]] = {}
        self._memory: dict[Hashable, Any] = {}
        self._remembered = 0

    def up_to_date(self) -> bool:
        return bool(self.searcher.up_to_date())

    def close(self) -> None:
        self.searcher.close()

    def search(self, query: Query, limit: int) -> list[tuple[str, float]]:
        """(key, score) of the best documents, best first."""
        results = self.searcher.search(query, limit=limit)
        return [(self.key(number), float(score or 0)) for number, score in results.items()]

    def key(self, number: int) -> str:
        """The primary key, as text, of a document number."""
        if number not in self._keys:
            self._keys[number] = self.reader.stored_fields(number)["key"]
        return self._keys[number]

    def postings(self, field: str, token: str) -> Iterator[tuple[int, float, int]]:
        """(document number, occurrences, length of the field) of every document with the token."""
        if field not in self.fields:
            return
        lengths = self._lengths.setdefault(field, {})
        try:
            matcher = self.reader.postings(field, token)
        except TermNotFound:
            return
        while matcher.is_active():
            number = matcher.id()
            length = lengths.get(number)
            if length is None:
                length = lengths[number] = self.reader.doc_field_length(number, field, 1)
            yield number, matcher.weight(), length
            matcher.next()

    def documents(self, field: str, token: str) -> frozenset[int]:
        return self.remember(
            ("documents", field, token), lambda: frozenset(number for number, *_rest in self.postings(field, token))
        )

    def length(self, field: str) -> int:
        """Tokens of a field in all documents together."""
        return self.reader.field_length(field) if field in self.fields else 0

    def similar(self, field: str, token: str) -> list[str]:
        """Tokens one edit away that begin with the same letter."""
        if field not in self.fields:
            return []
        return [found for found in self.reader.terms_within(field, token, 1, prefix=1) if found != token]

    def beginning_with(self, field: str, prefix: str, limit: int) -> list[str]:
        if field not in self.fields:
            return []
        found = []
        for token in self.reader.expand_prefix(field, prefix):
            found.append(token.decode() if isinstance(token, bytes) else token)
            if len(found) == limit:
                break
        return found

    def remember(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value made once per snapshot; forgets everything rather than grow without end."""
        if key not in self._memory:
            value = make()
            size = 1 + (len(value[0]) if isinstance(value, tuple) else len(value))
            self._remembered += size
            if self._remembered > REMEMBERED_POSTINGS:
                self._memory.clear()
                self._remembered = size
            self._memory[key] = value
        return self._memory[key]
