"""Real pages in the real database, many at once: rows are written as Wagtail would, without a save for each."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from kb.models import ArticlePage, HelpHomePage, TopicPage
from tests.bench.corpus import Corpus, Made

TOPICS = 20


def make_articles(corpus: Corpus, language: str) -> None:
    """Published, public articles in topics of one language."""
    home = HelpHomePage.objects.get(locale__language_code=language)
    topics = []
    for number in range(TOPICS):
        topic = TopicPage(title=f"Temat {number}", slug=f"temat-{number}", locale=home.locale)
        topics.append(home.add_child(instance=topic))
        home.refresh_from_db()
    kind = ContentType.objects.get_for_model(ArticlePage)
    articles = []
    with transaction.atomic():
        for place, made in enumerate(corpus.articles):
            articles.append(_article(made, topics[place % TOPICS], place // TOPICS, place, kind))
        pages = [
            Page(
                **{
                    field.attname: getattr(each, field.attname)
                    for field in Page._meta.concrete_fields
                    if field.attname != "id"
                }
            )
            for each in articles
        ]
        for page, article in zip(Page.objects.bulk_create(pages, batch_size=500), articles, strict=True):
            article.pk = article.page_ptr_id = page.pk
        fields = ArticlePage._meta.local_concrete_fields
        for at in range(0, len(articles), 500):
            ArticlePage._base_manager.all()._insert(articles[at : at + 500], fields=fields, using="default")
        for topic in topics:
            Page.objects.filter(pk=topic.pk).update(numchild=-(-len(articles) // TOPICS))


def _article(made: Made, topic: TopicPage, place: int, number: int, kind: ContentType) -> ArticlePage:
    slug = f"artykul-{number}"
    article = ArticlePage(
        title=made.title,
        draft_title=made.title,
        slug=slug,
        short_answer=made.short_answer,
        body=[("text", f"<p>{made.body}</p>")],
        locale=topic.locale,
        content_type=kind,
        path=Page._get_path(topic.path, topic.depth + 1, place + 1),
        depth=topic.depth + 1,
        url_path=f"{topic.url_path}{slug}/",
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
    )
    article.measure()
    return article


def remove_articles() -> None:
    """Every topic and what is in it."""
    for topic in TopicPage.objects.all():
        topic.delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
