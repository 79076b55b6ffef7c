"""Keeps the documents of one root model up to date."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from modelsearch.backends.base import BaseIndex, get_model_root
from modelsearch.index import class_is_indexed
from whoosh.writing import IndexWriter

from kb.search.backend.documents import document, label, schema_fields
from kb.search.backend.store import Store, locked

if TYPE_CHECKING:
    from kb.search.backend import WhooshSearchBackend


class WhooshIndex(BaseIndex):
    backend: "WhooshSearchBackend"

    def __init__(self, backend: "WhooshSearchBackend", root: type[Model]) -> None:
        super().__init__(backend)
        self.root = root
        self.store: Store = backend.store(root)

    def __str__(self) -> str:
        return label(self.root)

    def get_key(self) -> str:
        return label(self.root)

    def schema(self) -> dict[str, Any]:
        return schema_fields(self.root, self.backend.analysis)

    def reset(self) -> None:
        """An empty index, in use at once."""
        self.store.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self.store.folder / "lock", self.store.lock_seconds):
            name, _index = self.store.create(self.schema())
            self.store.swap(name)

    def add_items(self, model: type[Model], items: Iterable[Any]) -> None:
        objects = list(items)
        if not objects or not class_is_indexed(model):
            return
        notes = [f"{label(type(obj))} {obj.pk}" for obj in objects]
        with self.store.writing(self.schema(), notes) as writer:
            if writer is not None:
                self.put(writer, objects)

    def put(self, writer: IndexWriter, objects: Iterable[Any]) -> None:
        languages: dict[Any, str] = {}
        for obj in objects:
            writer.update_document(**document(obj, self.backend.analysis, languages))

    def delete_item(self, item: Any) -> None:
        if not class_is_indexed(type(item)) or get_model_root(type(item)) is not self.root:
            return
        with self.store.writing(self.schema(), [f"{label(type(item))} {item.pk}"]) as writer:
            if writer is not None:
                writer.delete_by_term("key", str(item.pk))
