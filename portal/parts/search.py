"""SEARCH_URL: who ranks articles for a question. The rows of the database stand in whenever it can't."""

from typing import Any
from urllib.parse import SplitResult

from django.core.exceptions import ImproperlyConfigured

from portal.env import env
from portal.parts.addresses import needs, options, split

# What the database searches when there is no index.
ROWS = {"BACKEND": "kb.search.rows"}
WHOOSH = "kb.search.backend"
# By scheme: the backend, and the client's package.
CLUSTERS = {
    "elasticsearch": ("kb.search.cluster.elasticsearch", "elasticsearch"),
    "opensearch": ("kb.search.cluster.opensearch", "opensearchpy"),
}
EXAMPLE = (
    "It must be whoosh:///a/folder, database://, elasticsearch://user:password@host:9200 or opensearch://host:9200."
)
PATIENCE_SECONDS = 5  # for a search, and for each 500 articles of a rebuild
# As kb.search.cluster.documents needs it: how fast a word stops counting, and how much long texts lose.
SIMILARITY = {"shop": {"type": "BM25", "k1": 1.2, "b": 0.8}}


def search_backends(name: str, default: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """(the address, WAGTAILSEARCH_BACKENDS)."""
    value = env.str(name, default=default)
    parts = split(name, value, EXAMPLE)
    if value.startswith("whoosh://"):
        folder = value.removeprefix("whoosh://")
        first: dict[str, Any] = {"BACKEND": WHOOSH, "PATH": folder, "ANALYSIS": "kb.search.analysis.analysis"}
    elif value == "database://":
        first = {"BACKEND": "wagtail.search.backends.database"}
    elif parts.scheme in CLUSTERS and parts.hostname:
        first = _cluster(name, parts)
    else:
        raise ImproperlyConfigured(f"{name} is no address of a search. {EXAMPLE}")
    return value, {"default": first, "rows": dict(ROWS)}


def _cluster(name: str, parts: SplitResult) -> dict[str, Any]:
    said = options(name, parts, {"plain", "prefix"})
    backend, package = CLUSTERS[parts.scheme]
    needs(name, package)
    scheme = "http" if said.get("plain") == "1" else "https"
    place = parts.netloc if parts.port else f"{parts.netloc}:9200"
    return {
        "BACKEND": backend,
        "URLS": [f"{scheme}://{place}{parts.path.rstrip('/')}"],
        "INDEX_PREFIX": said.get("prefix", "aftercare_"),
        "TIMEOUT": PATIENCE_SECONDS,
        "INDEX_SETTINGS": {"settings": {"index": {"similarity": SIMILARITY}}},
        "OPTIONS": {"max_retries": 0},
    }
