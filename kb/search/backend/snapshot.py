"""One state of an index, open for reading. Used under the store's guard, so by one thread at a time."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from whoosh.index import FileIndex
from whoosh.query import Query
from whoosh.reading import TermNotFound

from kb.search.backend.files import Files

REMEMBERED_POSTINGS = 4_000_000


def one_edit_apart(first: str, second: str) -> bool:
    """Whether one letter added, dropped or replaced makes one word of the other."""
    short, long = sorted((first, second), key=len)
    same = next((at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if len(short) == len(long):
        return same < len(short) and short[same + 1 :] == long[same + 1 :]
    return len(long) - len(short) == 1 and short[same:] == long[same + 1 :]


class Snapshot:
    def __init__(self, name: str, files: Files) -> None:
        self.name = name
        self._files = files
        try:
            self.searcher = FileIndex(files).searcher()
        except Exception:
            files.close_files()
            raise
        self.reader = self.searcher.reader()
        self.fields = set(self.reader.schema.names())
        self._keys: dict[int, str] = {}
        self._lengths: dict[str, dict[int, int]] = {}
        self._memory: dict[Hashable, Any] = {}
        self._remembered = 0

    def up_to_date(self) -> bool:
        return bool(self.searcher.up_to_date())

    def close(self) -> None:
        # What is broken may not even close.
        with suppress(Exception):
            self.searcher.close()
        self._files.close_files()

    def search(self, query: Query, limit: int) -> list[tuple[str, float]]:
        """(key, score) of the best documents, best first."""
        results = self.searcher.search(query, limit=limit)
        return [(self.key(number), float(score or 0)) for number, score in results.items()]

    @property
    def size(self) -> int:
        """Document numbers are smaller."""
        return int(self.reader.doc_count_all())

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
        """Tokens with the same first letter that one letter more, less or other makes of this one.

        An automaton over the whole word list takes milliseconds per word; this takes a tenth.
        """
        head, tail = token[: len(token) // 2], token[len(token) // 2 :]
        by_length = self.remember(("lexicon", field, token[:1]), lambda: self._lexicon(field, token[:1]))
        return [
            other
            for length in (len(token) - 1, len(token), len(token) + 1)
            for other in by_length.get(length, ())
            # One edit leaves the first or the second half as it was.
            if (other.startswith(head) or other.endswith(tail)) and one_edit_apart(token, other)
        ]

    def _lexicon(self, field: str, letter: str) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for token in self.beginning_with(field, letter):
            found.setdefault(len(token), []).append(token)
        return found

    def beginning_with(self, field: str, prefix: str, limit: int | None = None) -> list[str]:
        if field not in self.fields:
            return []
        tokens = islice(self.reader.expand_prefix(field, prefix), limit)
        return [token.decode() if isinstance(token, bytes) else token for token in tokens]

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
