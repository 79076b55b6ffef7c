"""SEARCH_URL: who ranks articles for a question. The rows of the database stand in whenever it can't."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.env import env

# What the database searches when there is no index.
ROWS = {"BACKEND": "kb.search.rows"}
WHOOSH = "kb.search.backend"


def search_backends(name: str, default: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """(the address, WAGTAILSEARCH_BACKENDS)."""
    value = env.str(name, default=default)
    if value.startswith("whoosh://"):
        folder = value.removeprefix("whoosh://")
        first: dict[str, Any] = {"BACKEND": WHOOSH, "PATH": folder, "ANALYSIS": "kb.search.analysis.analysis"}
    elif value == "database://":
        first = {"BACKEND": "wagtail.search.backends.database"}
    else:
        raise ImproperlyConfigured(f"{name} must be whoosh:///a/folder or database://.")
    return value, {"default": first, "rows": dict(ROWS)}
