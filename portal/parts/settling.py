"""What a web process does between its start and its first visitor."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Every view is loaded now, and what is loaded by now is never looked through for garbage again.

    A full collection over some 100 MB of modules and templates otherwise stops a request for 200 ms, about every
    twentieth page of the desk (measured; https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
