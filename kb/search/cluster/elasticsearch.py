"""Wagtail's backend for Elasticsearch 9, which also keeps our tokens. SEARCH_URL=elasticsearch://host:9200"""

from typing import Any

from modelsearch.backends import elasticsearch9 as stock

from kb.search.cluster.asking import Asked
from kb.search.cluster.documents import WithTokens


class Mapping(WithTokens, stock.Elasticsearch9Mapping):
    pass


class Questions(stock.Elasticsearch9SearchQueryCompiler):
    mapping_class = Mapping


class Beginnings(stock.Elasticsearch9AutocompleteQueryCompiler):
    mapping_class = Mapping


class SearchBackend(Asked, stock.Elasticsearch9SearchBackend):
    mapping_class = Mapping
    query_compiler_class = Questions
    autocomplete_query_compiler_class = Beginnings

    def send(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.es.msearch(searches=lines)["responses"]
        return found
