"""Articles as rows of a file that import_articles reads: what an editor wrote, without ids of this database."""

import json
from collections.abc import Iterator
from typing import Any

from wagtail.models import Page

from kb.importing.html import article_html
from kb.importing.names import Names
from kb.importing.portable import packed
from kb.models import ArticlePage, HelpHomePage, TopicPage
from kb.rules import Audience

STREAM = ArticlePage.body.field.stream_block


def body_html(body: Any, names: Names) -> str:
    """The blocks as HTML, the same for the same text; see kb.importing.html."""

    def pack(kind: str, value: Any) -> Any:
        block = STREAM.child_blocks.get(kind)
        return value if block is None else packed(block, value, names.link_out, names.choose_out)

    return article_html(body.raw_data, names.link_out, pack)


def articles_told(language: str = "") -> Iterator[dict[str, Any]]:
    """Every live article, whoever may read it, in the order of the tree; `language` narrows it to one."""
    names = Names()
    topics = {topic.path: topic for topic in TopicPage.objects.all()}
    homes = set(HelpHomePage.objects.values_list("path", flat=True))
    found = ArticlePage.objects.live().order_by("path").select_related("locale", "owner")
    if language:
        found = found.filter(locale__language_code=language)
    for article in found.iterator(chunk_size=200):
        above = [article.path[: at * Page.steplen] for at in range(1, article.depth)]
        if homes.intersection(above):
            yield _told(article, [topics[path] for path in above if path in topics], names)


def _told(article: ArticlePage, topics: list[TopicPage], names: Names) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": names.ids[article.pk],
        "language": article.locale.language_code,
        "topic": "/".join(topic.slug for topic in topics),
        "title": article.title,
        "summary": article.short_answer,
        "slug": article.slug,
        "audience": article.audience,
        "review_date": article.review_date.isoformat() if article.review_date else None,
        "owner": article.owner.email if article.owner else None,
        "topic_path": [_topic(topic) for topic in topics],
        "format": "html",
        "body": body_html(article.body, names),
    }
    if article.audience == Audience.PUBLIC:
        del told["audience"]
    if article.owner is None:
        del told["owner"]
    return told


def _topic(topic: TopicPage) -> dict[str, str]:
    return {
        "id": str(topic.translation_key),
        "slug": topic.slug,
        "title": topic.title,
        "summary": topic.summary,
        "icon": topic.icon,
    }


def as_line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"
