"""Rebuilds an index beside the one in use and swaps them in one step."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from django.apps import apps
from django.db.models import Model
from modelsearch.index import class_is_indexed

from kb.search.backend.bulk import BulkWriter
from kb.search.backend.documents import document
from kb.search.backend.index import WhooshIndex
from kb.search.backend.store import locked


class NewGeneration(WhooshIndex):
    """An index that nobody reads yet: one writer, no commit before the end."""

    def __init__(self, index: WhooshIndex) -> None:
        super().__init__(index.backend, index.root)
        self.name, self._created = self.store.create(self.schema())
        self._writer = BulkWriter(self._created)
        self._seen: set[str] = set()
        self._languages: dict[Any, str] = {}

    def add_items(self, model: type[Model], items: Iterable[Any]) -> None:
        for obj in items if class_is_indexed(model) else ():
            fields = document(obj, self.backend.analysis, self._languages)
            if fields["key"] not in self._seen:
                self._seen.add(fields["key"])
                self._writer.add_document(**fields)
        if self._writer.full:
            self._writer.commit(merge=False)
            self._writer = BulkWriter(self._created)

    def commit(self, notes: Iterable[str]) -> None:
        """Writes the index, and does again what was saved or deleted while the rebuild ran."""
        self._writer.commit(merge=False)
        # A writer of its own: none can delete what it has added itself.
        with self._created.writer() as writer:
            for note in dict.fromkeys(notes):
                name, _space, pk = note.strip().partition(" ")
                model: Any = apps.get_model(name)
                writer.delete_by_term("key", pk)
                self.put(writer, model.get_indexed_objects().filter(pk=pk))


class Rebuilder:
    def __init__(self, index: WhooshIndex) -> None:
        self.index = index
        self._stack = ExitStack()

    def start(self) -> NewGeneration:
        store = self.index.store
        store.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as stack:
            seconds = self.index.backend.rebuild_lock_seconds
            stack.enter_context(locked(store.folder / "rebuild-lock", seconds))
            store.journal.write_text("")
            self._fresh = NewGeneration(self.index)
            self._stack = stack.pop_all()
        return self._fresh

    def finish(self) -> None:
        store = self.index.store
        with self._stack, locked(store.folder / "lock", store.lock_seconds):
            self._fresh.commit(store.journal.read_text().splitlines())
            store.swap(self._fresh.name)
            store.journal.unlink(missing_ok=True)
