"""A modelsearch backend on Whoosh. Needs modelsearch, Django and whoosh, and nothing else of this project.

    MODELSEARCH_BACKENDS = {"default": {"BACKEND": "kb.search.backend", "PATH": "/a/folder"}}

Whoosh keeps tokens and answers (primary key, score); the database applies the queryset, so that what the queryset
hides cannot come back from a stale index. ANALYSIS names a module or object with the interface of plain.Analysis.
"""

from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils.module_loading import import_string
from modelsearch.backends.base import BaseSearchBackend, get_model_root

from kb.search.backend.compiler import AutocompleteQueryCompiler, SearchQueryCompiler
from kb.search.backend.index import WhooshIndex
from kb.search.backend.plain import Analysis
from kb.search.backend.rebuild import Rebuilder
from kb.search.backend.results import WhooshSearchResults
from kb.search.backend.store import Store


class WhooshSearchBackend(BaseSearchBackend):
    query_compiler_class = SearchQueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = WhooshIndex
    results_class = WhooshSearchResults
    rebuilder_class = Rebuilder
    catch_indexing_errors = True

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.folder = Path(params.pop("PATH"))
        self.analysis: Analysis = import_string(params.pop("ANALYSIS", "kb.search.backend.plain.analysis"))
        self.lock_seconds = float(params.pop("LOCK_SECONDS", 10))
        self.rebuild_lock_seconds = float(params.pop("REBUILD_LOCK_SECONDS", 600))

    def get_index_for_model(self, model: type[Model]) -> WhooshIndex:
        """One index per family of models: a page and all its kinds share one."""
        return WhooshIndex(self, get_model_root(model))

    def store(self, root: type[Model]) -> Store:
        return Store(self.folder / root._meta.label_lower, self.lock_seconds)


SearchBackend = WhooshSearchBackend
