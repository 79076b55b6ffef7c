"""Makes the vectors of articles, by a job for each; the rows say which are missing, so none is lost with the queue."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_tasks import task

from kb.models import ArticlePage, ArticleVector, ArticleWords
from kb.search.backend.documents import texts_of
from kb.search.semantic.embedder import Embedder, embedder


def vectors_due() -> QuerySet[ArticleWords, int]:
    """Ids of articles whose vectors are missing, or of a text or model of yesterday; none while the extra is off."""
    model = embedder()
    if model is None:
        return ArticleWords.objects.none().values_list("pk", flat=True)
    current = ArticleVector.objects.filter(page=OuterRef("page"), digest=OuterRef("digest"), model=model.name)
    return ArticleWords.objects.filter(~Exists(current)).order_by("pk").values_list("pk", flat=True)


@task(queue_name="index")
def make_vector(page_id: int) -> None:
    """Safe to run twice, and after the article is gone."""
    model = embedder()
    words = ArticleWords.objects.filter(pk=page_id).first()
    article = ArticlePage.objects.filter(pk=page_id).first()
    if model and words and article and vectors_due().filter(pk=page_id).exists():
        store(model, article, words)


def store(model: Embedder, article: ArticlePage, words: ArticleWords) -> None:
    texts = texts_of(article)
    title = texts.pop("title", "")
    for other in ("topic_title", "tips_text"):
        texts.pop(other, None)
    of_title, of_body = model.passages([title, " ".join(texts.values())])
    made = {"title": of_title.astype("float16").tobytes(), "body": of_body.astype("float16").tobytes()}
    known = {"language": words.language, "model": model.name, "digest": words.digest, "made_at": timezone.now()}
    ArticleVector.objects.update_or_create(page_id=article.pk, defaults={**known, **made})


def queue(articles: Iterable[ArticlePage]) -> None:
    """At once for what an editor has changed; the rest is found by tick."""
    if embedder() is not None:
        for article in articles:
            make_vector.enqueue(article.pk)
