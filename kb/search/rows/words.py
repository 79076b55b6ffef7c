"""From an article to its row: the tokens of the analysis, and digests that say when a text has changed."""

from collections.abc import Iterable, Sequence
from hashlib import blake2s

from django.conf import settings
from wagtail.models import Locale

from kb.models import ArticlePage, ArticleWords
from kb.search.analysis import analysis
from kb.search.backend.documents import analyse, texts_of, tokenised

# What shapes of words are marked with: a database's own tokenizer must take the mark for a part of the word.
BEGINNING, MIDDLE, COMPLETED = "b0", "m0", "s0"
ONE_QUERY = 200


def keep(articles: Sequence[ArticlePage]) -> None:
    """Writes the rows of these articles."""
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    rows = [row_of(article, codes.get(article.locale_id, settings.LANGUAGE_CODE)) for article in articles]
    changed = ["language", "title", "summary", "body", "shapes", "digest"]
    ArticleWords.objects.bulk_create(
        rows, batch_size=ONE_QUERY, update_conflicts=True, unique_fields=["page"], update_fields=changed
    )


def row_of(article: ArticlePage, language: str) -> ArticleWords:
    texts = texts_of(article)
    title, summary = texts.pop("title", ""), texts.pop("short_answer", "")
    tips = texts.pop("tips_text", "")
    found = tokenised({"title": title, "short_answer": summary, "body": "\n".join(texts.values())}, language, analysis)
    shapes = [
        *marked(BEGINNING, found["x_begin"].split()),
        *marked(MIDDLE, (shape[1:] for shape in found["x_middle"].split())),
        *marked(COMPLETED, map(analysis.fold, analysis.split(title))),
        # Readers' own words count little.
        analyse(tips, language, analysis),
    ]
    return ArticleWords(
        page_id=article.pk,
        language=language,
        title=found["s_title"],
        summary=found["s_short_answer"],
        body=found["s_body"],
        shapes=" ".join(shapes),
        digest=digest([title, summary, *texts.values()]),
    )


def marked(mark: str, words: Iterable[str]) -> list[str]:
    return [mark + word for word in words]


def digest(texts: Iterable[str]) -> str:
    return blake2s("\0".join(texts).encode("utf-8", "replace"), digest_size=16).hexdigest()
