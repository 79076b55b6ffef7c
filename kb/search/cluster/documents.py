"""What stands in the cluster of an article: beside Wagtail's own fields, our tokens, joined by spaces."""

from typing import Any

from kb.models import ArticlePage
from kb.search.analysis import analysis
from kb.search.backend.documents import document

# Of the settings of the index (portal.parts.search): BM25 with the numbers of kb.search.ranking.
SIMILARITY = "shop"
TOKENS = {"type": "text", "analyzer": "whitespace", "similarity": SIMILARITY}
FIELDS = ("s_title", "s_short_answer", "s_body", "s_tips_text", "x_begin", "x_middle", "x_lead", "a_title")
# All stems once more: what a word may have been meant as is looked for here.
WORDS, LANGUAGE = "x_words", "x_language"


def properties() -> dict[str, dict[str, Any]]:
    return {**{name: dict(TOKENS) for name in (*FIELDS, WORDS)}, LANGUAGE: {"type": "keyword"}}


def tokens_of(article: ArticlePage) -> dict[str, str]:
    found = document(article, analysis, {})
    kept = {name: found.get(name, "") for name in FIELDS}
    words = " ".join(text for name, text in kept.items() if name.startswith("s_"))
    return {**kept, WORDS: words, LANGUAGE: found["lang"]}


class WithTokens:
    """For a mapping of modelsearch: goes before it among the parents."""

    model: type[Any]

    def get_mapping(self) -> dict[str, Any]:
        mapping: dict[str, Any] = super().get_mapping()  # type: ignore[misc]
        if issubclass(self.model, ArticlePage):
            mapping["properties"].update(properties())
        return mapping

    def get_document(self, obj: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_document(obj)  # type: ignore[misc]
        if isinstance(obj, ArticlePage):
            found.update(tokens_of(obj))
        return found
