"""What `manage.py search_eval --semantic` measures: the site's own blend, on documents of a file."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kb.search.evaluation import texts_of
from kb.search.semantic.blending import blended
from kb.search.semantic.comparing import by_likeness, joined
from kb.search.semantic.embedder import Embedder

AT_ONCE = 16


class MeaningOfDocuments:
    def __init__(self, model: Embedder) -> None:
        self.model = model
        self.keys: list[str] = []
        self.matrix: Any = None

    def read(self, documents: Sequence[Mapping[str, Any]]) -> None:
        self.keys = [str(row["id"]) for row in documents]
        texts = texts_of(documents)
        bodies = self._passages([text["body"] for text in texts])
        titled = [at for at, text in enumerate(texts) if text["title"]]
        if titled:
            bodies[titled] = joined(self._passages([texts[at]["title"] for at in titled]), bodies[titled])
        self.matrix = bodies

    def _passages(self, texts: list[str]) -> Any:
        parts = [self.model.passages(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate(parts)

    def with_meaning(self, text: str, lexical: list[tuple[str, float]]) -> list[tuple[str, float]]:
        return blended(lexical, by_likeness(self.keys, self.matrix, self.model.question(text)))
