"""Articles from a folder of Markdown become published pages; running it again changes only what changed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from wagtail.models import Page

from kb.importing.files import ArticleFile, BadArticleFile, TopicFile, read_articles, read_topics
from kb.importing.markdown import Block, blocks
from kb.models import ArticlePage, HelpHomePage, TopicPage

REVIEW_AFTER = timedelta(days=180)


@dataclass(slots=True)
class Imported:
    created: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_articles(folder: Path, now: datetime) -> Imported:
    """Topics and articles of all languages, published, translations linked, known again by their id.

    The files win over what editors changed in these articles. Raises BadArticleFile for the first file that can't be
    used; nothing is kept then.
    """
    homes = {home.locale.language_code: home for home in HelpHomePage.objects.select_related("locale")}
    files = list(read_articles(folder))
    unknown = {file.language for file in files} - set(homes)
    if unknown:
        raise BadArticleFile(f"{folder}: the site has no help home in {', '.join(sorted(unknown))}.")
    topics = {
        (topic.key, code): _topic(topic, code, home)
        for topic in read_topics(folder)
        for code, home in homes.items()
        if code in topic.texts
    }
    known = {
        (page.source_id, page.locale.language_code): page
        for page in ArticlePage.objects.exclude(source_id="").select_related("locale")
    }
    outcome = Imported()
    pages = [known.get((file.id, file.language)) or _begin(file, topics, outcome) for file in files]
    ids = {(file.language, file.slug): page.pk for file, page in zip(files, pages, strict=True)}
    for file, page in zip(files, pages, strict=True):
        _fill(file, page, ids, now, outcome)
    outcome.unchanged = len(files) - outcome.created - outcome.changed
    return outcome


def _topic(topic: TopicFile, language: str, home: HelpHomePage) -> TopicPage:
    texts = topic.texts[language]
    found = TopicPage.objects.child_of(home).filter(slug=texts["slug"]).first()
    if found:
        return found
    page = TopicPage(
        title=texts["title"],
        slug=texts["slug"],
        summary=texts["summary"],
        icon=topic.icon,
        locale=home.locale,
        translation_key=uuid.uuid5(home.translation_key, f"topic:{topic.key}"),
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _begin(file: ArticleFile, topics: dict[tuple[str, str], TopicPage], outcome: Imported) -> ArticlePage:
    topic = topics.get((file.topic, file.language))
    if topic is None:
        raise BadArticleFile(f"{file.language}/{file.slug}.md: topics.toml has no topic {file.topic}.")
    page = ArticlePage(
        title=file.title,
        slug=file.slug,
        short_answer=file.summary,
        source_id=file.id,
        locale=topic.locale,
        translation_key=uuid.uuid5(_root_key(), f"article:{file.id}"),
        live=False,
    )
    # The topic's row counts its children: a stale copy in memory would give two articles one place.
    Page.objects.get(pk=topic.pk).add_child(instance=page)
    outcome.created += 1
    return page


def _root_key() -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, "aftercare-articles")


def _fill(
    file: ArticleFile, page: ArticlePage, ids: dict[tuple[str, str], int], now: datetime, outcome: Imported
) -> None:
    def link(slug: str) -> str:
        try:
            return f'linktype="page" id="{ids[file.language, slug]}"'
        except KeyError as error:
            raise BadArticleFile(f"{file.language}/{file.slug}.md links to {slug}.md, which isn't there.") from error

    body = blocks(file.text, f"{file.id}:{file.language}", link)
    if page.live and _same(file, page, body):
        return
    outcome.changed += page.live
    page.title, page.short_answer, page.audience = file.title, file.summary, file.audience
    page.body = ArticlePage.body.field.stream_block.to_python(body)
    page.review_date = file.review_date or page.review_date or (now + REVIEW_AFTER).date()
    page.save_revision().publish()


def _same(file: ArticleFile, page: ArticlePage, body: Iterable[Block]) -> bool:
    return (
        (page.title, page.short_answer, page.audience) == (file.title, file.summary, file.audience)
        and file.review_date in (None, page.review_date)
        and list(page.body.raw_data) == list(body)
    )
