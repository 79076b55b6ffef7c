"""Whoosh says which rows and how well they fit; the database says which of them may be shown."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from modelsearch.backends.base import BaseSearchResults, FilterFieldError
from modelsearch.backends.database.fallback import DatabaseSearchQueryCompiler, DatabaseSearchResults
from modelsearch.index import class_is_indexed

from kb.search.backend.store import IndexUnusable

MOST_HITS = 10_000


class WhooshSearchResults(BaseSearchResults):
    supports_facet = True

    def _hits(self) -> dict[Any, float]:
        """Score by primary key, best first. Raises IndexUnusable."""
        compiler = self.query_compiler
        model = compiler.queryset.model
        if not class_is_indexed(model):
            return {}
        query = compiler.compile(self.backend.analysis)
        store = self.backend.get_index_for_model(model).store
        to_python = model._meta.pk.to_python
        hits = store.read(lambda snapshot: snapshot.search(query, MOST_HITS))
        return {to_python(key): score for key, score in hits}

    def _plainer(self) -> DatabaseSearchResults:
        """The same question asked of the database, while the index is unusable."""
        compiler = self.query_compiler
        plain = DatabaseSearchQueryCompiler(
            compiler.queryset, compiler.query, fields=compiler.fields, order_by_relevance=compiler.order_by_relevance
        )
        results = DatabaseSearchResults(self.backend, plain)
        results.start, results.stop, results._score_field = self.start, self.stop, self._score_field
        return results

    def _matching(self, hits: dict[Any, float]) -> QuerySet[Any]:
        return self.query_compiler.queryset.filter(pk__in=list(hits))

    def _do_search(self) -> Iterator[Any]:
        try:
            hits = self._hits()
        except IndexUnusable:
            yield from self._plainer()._do_search()
            return
        for obj in self._page(hits):
            if self._score_field:
                setattr(obj, self._score_field, hits[obj.pk])
            yield obj

    def _page(self, hits: dict[Any, float]) -> list[Any]:
        matching = self._matching(hits)
        if not self.query_compiler.order_by_relevance:
            ordered = matching if matching.query.order_by else matching.order_by("-pk")
            return list(ordered.distinct()[self.start : self.stop])
        visible = set(matching.order_by().values_list("pk", flat=True))
        # Equal scores keep one order, or a row would be on two pages.
        ranked = sorted(visible, key=lambda pk: (-hits[pk], str(pk)))[self.start : self.stop]
        found = {obj.pk: obj for obj in matching.filter(pk__in=ranked)}
        return [found[pk] for pk in ranked if pk in found]

    def _do_count(self) -> int:
        try:
            matching = self._matching(self._hits())
        except IndexUnusable:
            return self._plainer()._do_count()
        return matching.order_by().distinct()[self.start : self.stop].count()

    def facet(self, field_name: str) -> OrderedDict[Any, int]:
        """How many results have each value, biggest first."""
        compiler = self.query_compiler
        if compiler._get_filterable_field(field_name) is None:
            name = compiler.queryset.model.__name__
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". '
                f"Please add index.FilterField('{field_name}') to {name}.search_fields.",
                field_name=field_name,
            )
        try:
            hits = self._hits()
        except IndexUnusable:
            return self._plainer().facet(field_name)
        rows = self._matching(hits).order_by().values_list(field_name).annotate(Count("pk", distinct=True))
        counts: Counter[Any] = Counter()
        for value, count in rows:
            counts[value] += count
        return OrderedDict(sorted(counts.items(), key=lambda pair: -pair[1]))
