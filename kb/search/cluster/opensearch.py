"""Wagtail's backend for OpenSearch 3, which also keeps our tokens. SEARCH_URL=opensearch://host:9200"""

from typing import Any

from modelsearch.backends import opensearch3 as stock

from kb.search.cluster.asking import Asked
from kb.search.cluster.documents import WithTokens


class Mapping(WithTokens, stock.OpenSearch3Mapping):
    pass


class Questions(stock.OpenSearch3SearchQueryCompiler):
    mapping_class = Mapping


class Beginnings(stock.OpenSearch3AutocompleteQueryCompiler):
    mapping_class = Mapping


class SearchBackend(Asked, stock.OpenSearch3SearchBackend):
    mapping_class = Mapping
    query_compiler_class = Questions
    autocomplete_query_compiler_class = Beginnings

    def send(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.es.msearch(body=lines)["responses"]
        return found
