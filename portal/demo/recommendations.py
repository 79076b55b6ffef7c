"""Answers that the demo shop recommends for a search; a second run keeps what editors changed."""

from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from kb.models import ArticlePage

# Language, what is searched for, and the id in the article's file.
RECOMMENDED = (
    ("en", "return", "how-to-return"),
    ("en", "invoice", "download-invoice"),
    ("pl", "zwrot", "how-to-return"),
    ("pl", "faktura", "download-invoice"),
    ("ru", "возврат", "how-to-return"),
    ("ru", "счёт", "download-invoice"),
)


def make_recommendations() -> None:
    if SearchPromotion.objects.exists():
        return
    for language, words, source in RECOMMENDED:
        article = ArticlePage.objects.filter(source_id=source, locale__language_code=language).first()
        if article:
            SearchPromotion.objects.create(query=Query.get(words), page=article.page_ptr, sort_order=0)
