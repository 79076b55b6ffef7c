"""Topics and articles for tests, made the way editors make them: published revisions."""

from typing import Any

from kb.models import ArticlePage, HelpHomePage, TopicPage


def home(language: str = "en") -> HelpHomePage:
    return HelpHomePage.objects.get(locale__language_code=language)


def make_topic(title: str = "Delivery", language: str = "en", parent: Any = None, **fields: Any) -> TopicPage:
    parent = parent or home(language)
    topic = TopicPage(title=title, locale=parent.locale, **fields)
    parent.add_child(instance=topic)
    topic.save_revision().publish()
    return TopicPage.objects.get(pk=topic.pk)


def make_article(
    topic: TopicPage, title: str = "Where is my parcel?", live: bool = True, **fields: Any
) -> ArticlePage:
    fields.setdefault("short_answer", "Your order shows it.")
    fields.setdefault("body", [("text", "<p>Open the order to see where it is.</p>")])
    article = ArticlePage(title=title, locale=topic.locale, live=live, **fields)
    TopicPage.objects.get(pk=topic.pk).add_child(instance=article)
    revision = article.save_revision()
    if live:
        revision.publish()
    return ArticlePage.objects.get(pk=article.pk)
