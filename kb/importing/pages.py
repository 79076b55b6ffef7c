"""Articles from files become published pages; running it again changes only what changed."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.text import slugify
from wagtail.models import Page

from kb.importing import html, markdown
from kb.importing.exporting import body_html
from kb.importing.files import BadArticleFile, read_folder, read_topics
from kb.importing.indexing import indexed_together
from kb.importing.lines import BadFile, Problem, Read, read_lines
from kb.importing.names import Names
from kb.importing.pictures import picture
from kb.importing.portable import NotHere, unpacked
from kb.importing.rows import BadField, Row
from kb.importing.topics import Topics, free_slug
from kb.models import ArticlePage

REVIEW_AFTER = timedelta(days=180)
AT_ONCE = 100
ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "aftercare-articles")

Progress = Callable[[float, int], None]
"""Hears the share of the work that is done, 0 to 1, and the number of articles so far."""


@dataclass(slots=True)
class Imported:
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    """Rows that were left out."""
    notes: list[Problem] = field(default_factory=list)
    """What was lost or changed on the way, of rows that were taken."""


class Refused(BadArticleFile):
    """A strict run found something wrong: nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def import_articles(
    source: Path, now: datetime, *, strict: bool = True, progress: Progress = lambda share, count: None
) -> Imported:
    """Topics and articles of all languages from a folder of Markdown or a file of JSON lines, published.

    Articles are known again by their id, the same id in several languages is one article translated, and the file
    wins over what editors changed. A row that can't be used is left out; a strict run raises Refused instead, and a
    file that can't be read at all BadFile: then nothing is changed.
    """
    return Import(source, now, strict, progress).run()


class Import:
    def __init__(self, source: Path, now: datetime, strict: bool, progress: Progress) -> None:
        self.source, self.now, self.strict, self.progress = source, now, strict, progress
        self.outcome = Imported()
        self.topics, self.names = Topics(), Names()
        self.slugs: dict[tuple[str, str], int] = {}
        self.bad: set[str] = set()
        self.begun: set[int] = set()
        self.owners: dict[str, Any] = {}

    def run(self) -> Imported:
        expected = self._check()
        if not self.strict:
            self._write(expected)
            return self.outcome
        self._refuse()
        with transaction.atomic():
            self._write(expected)
            self._refuse()
        return self.outcome

    def _refuse(self) -> None:
        if self.outcome.problems:
            raise Refused(self.outcome.problems)

    def _read(self) -> Iterator[Read]:
        if self.source.is_dir():
            return read_folder(self.source, self.topics.homes)
        return read_lines(self.source, self.topics.homes)

    def _rows(self) -> Iterator[tuple[Row, float]]:
        return ((read.row, read.progress) for read in self._read() if read.row and read.row.where not in self.bad)

    def _check(self) -> int:
        """Names every row that can't be used before anything is written; returns how many can."""
        keys: dict[tuple[str, str], str] = {}
        for read in self._read():
            if read.problem:
                self.outcome.problems.append(read.problem)
            elif read.row and keys.setdefault(read.row.key, read.row.where) != read.row.where:
                text = f"id: “{read.row.id}” in “{read.row.language}” was told before, in {keys[read.row.key]}."
                self._leave_out(read.row, text)
        return len(keys)

    def _leave_out(self, row: Row, text: str) -> None:
        self.outcome.problems.append(Problem(row.where, text))
        self.bad.add(row.where)

    def _note(self, row: Row, text: str) -> None:
        note = Problem(row.where, text)
        if note not in self.outcome.notes[-5:]:
            self.outcome.notes.append(note)

    def _write(self, expected: int) -> None:
        with indexed_together() as index:
            if self.source.is_dir():
                self._begin_topics()
            for rows, share in self._chunks():
                with transaction.atomic():
                    for row in rows:
                        self._apart(row, self._begin)
                self.progress(share * 0.3, len(self.slugs))
            done = 0
            for rows, share in self._chunks():
                with transaction.atomic():
                    changed = self._fill_all(rows)
                    transaction.on_commit(partial(index, changed))
                done += len(rows)
                self.progress(0.3 + share * 0.7, done)

    def _fill_all(self, rows: list[Row]) -> list[ArticlePage]:
        changed = []
        for row in rows:
            page = self._apart(row, self._fill)
            if page is not None:
                changed.append(page)
            else:
                self._forget(row)
        return changed

    def _chunks(self) -> Iterator[tuple[list[Row], float]]:
        """So many rows that a site that is being read never waits long for the database."""
        rows: list[Row] = []
        share = 0.0
        for row, share in self._rows():
            rows.append(row)
            if len(rows) == AT_ONCE:
                yield rows, share
                rows = []
        if rows:
            yield rows, share

    def _apart(self, row: Row, write: Callable[[Row], ArticlePage | None]) -> ArticlePage | None:
        """One row's writing; what the database or an editor's form would refuse leaves out only this row."""
        try:
            with transaction.atomic():
                return write(row)
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {"row": error.messages}
            self._leave_out(row, "; ".join(f"{name}: {' '.join(texts)}" for name, texts in told.items()))
        except BadField as error:
            self._leave_out(row, str(error))
        except (DataError, RecursionError) as error:
            self._leave_out(row, f"row: {error}")
        return None

    def _begin_topics(self) -> None:
        with transaction.atomic():
            for topic in read_topics(self.source) or ():
                for language in topic.texts.keys() & self.topics.homes.keys():
                    self.topics.ensure(topic.path(language), language)

    def _forget(self, row: Row) -> None:
        """No empty draft stays of an article that was begun and then could not be used."""
        if row.where in self.bad and self.names.keys.get(row.key) in self.begun:
            pk = self.names.keys.pop(row.key)
            self.begun.discard(pk)
            ArticlePage.objects.get(pk=pk).delete()
            self.outcome.created -= 1

    # --- One article -----------------------------------------------------------------------------

    def _begin(self, row: Row) -> None:
        """Its place in the tree, so that others can link to it."""
        pk = self.names.keys.get(row.key)
        if pk is None:
            topic = Page.objects.get(pk=self.topics.of(row))
            page = ArticlePage(
                title=row.title,
                slug=free_slug(_slug(row), topic),
                short_answer=row.summary,
                source_id=row.id,
                locale_id=topic.locale_id,
                translation_key=_translation_key(row),
                live=False,
            )
            topic.add_child(instance=page)
            pk = page.pk
            self.names.add(pk, row.id, row.language)
            self.begun.add(pk)
            self.outcome.created += 1
        self.slugs[_slug(row), row.language] = pk

    def _fill(self, row: Row) -> ArticlePage | None:
        """The page with its text, published; None when nothing had to change."""
        page = ArticlePage.objects.select_related("locale").get(pk=self.names.keys[row.key])
        body = ArticlePage.body.field.stream_block.to_python(self._body(row))
        topic = self.topics.of(row)
        new = not page.first_published_at
        moved = page.get_parent().pk != topic
        if page.live and not moved and self._same(row, page, body):
            self.outcome.unchanged += 1
            return None
        if moved:
            page.move(Page.objects.get(pk=topic), pos="last-child")
            page = ArticlePage.objects.select_related("locale").get(pk=page.pk)
        self.outcome.changed += not new
        page.title, page.short_answer, page.audience, page.body = row.title, row.summary, row.audience, body
        if row.review_told or not page.review_date:
            page.review_date = row.review_date if row.review_told else (self.now + REVIEW_AFTER).date()
        if row.slug and not _is_slug(page.slug, row.slug):
            page.slug = free_slug(row.slug, page.get_parent(), but=page.pk)
        if row.owner:
            page.owner = self._owner(row) or page.owner
        page.save_revision(clean=False).publish()  # publishing checks it
        return page

    def _same(self, row: Row, page: ArticlePage, body: Any) -> bool:
        owner = self._owner(row) if row.owner else None
        return (
            (page.title, page.short_answer, page.audience) == (row.title, row.summary, row.audience)
            and (not row.review_told or row.review_date == page.review_date)
            and (not row.slug or _is_slug(page.slug, row.slug))
            and (owner is None or page.owner_id == owner.pk)
            and not page.has_unpublished_changes
            and body_html(page.body, self.names) == body_html(body, self.names)
        )

    def _owner(self, row: Row) -> Any:
        if row.owner not in self.owners:
            people = get_user_model().objects.filter(email__iexact=row.owner, is_active=True)
            self.owners[row.owner] = next(
                (each for each in people if each.has_perm("wagtailadmin.access_admin")), None
            )
        if self.owners[row.owner] is None:
            self._note(row, f"owner: nobody with the address {row.owner} writes here, the article has no owner.")
        return self.owners[row.owner]

    def _body(self, row: Row) -> list[dict[str, Any]]:
        name = f"{row.id}:{row.language}"
        if row.format == "html":
            return html.blocks_of(
                row.body,
                name,
                lambda attributes: self._link(attributes.get("href", ""), row),
                lambda kind, value: self._unpacked(kind, value, row),
                lambda lost: self._note(row, f"body: {lost}."),
            )
        taken: list[Any] = []

        def taken_picture(target: str, words: str, title: str) -> Any:
            """Only what lies in the folder: nothing is fetched from elsewhere."""
            if not self.source.is_dir() or re.match(r"[a-z]+:|//", target):
                return None
            taken.append(picture(self.source, row.where, target, words, title))
            return taken[-1]

        made = markdown.blocks(row.body, name, lambda target: _attributes(self._link(target, row)), taken_picture)
        if len(re.findall(r"!\[[^\]]*\]\(", row.body)) > len(taken):
            self._note(row, "body: images are left out, add them in the admin.")
        return made

    def _link(self, href: str, row: Row) -> dict[str, str] | None:
        found = self.names.link_in(href, row.language, self.slugs)
        if found is None and href:
            text = f"body: links to {href}, which isn't there"
            if self.strict:
                self._leave_out(row, f"{text}.")
            else:
                self._note(row, f"{text}; its words are kept.")
        return found

    def _unpacked(self, kind: str, value: Any, row: Row) -> Any:
        block = ArticlePage.body.field.stream_block.child_blocks.get(kind)
        with suppress(NotHere):
            if block is not None:
                link = self._link
                return unpacked(
                    block,
                    value,
                    lambda attributes: link(attributes.get("href", ""), row),
                    self.names.choose_in(row.language),
                )
        self._note(row, f"body: a block “{kind}” can't be used here and is left out.")
        return None


def _slug(row: Row) -> str:
    made = slugify(row.slug or row.title, allow_unicode=True)[:200] or slugify(row.id, allow_unicode=True)
    return row.slug or made or "article"


def _is_slug(slug: str, wanted: str) -> bool:
    """The wanted one, or the same with the number it got because another page had it."""
    return slug == wanted or bool(re.fullmatch(rf"{re.escape(wanted)}-\d+", slug))


def _translation_key(row: Row) -> uuid.UUID:
    try:
        return uuid.UUID(row.id)
    except ValueError:
        return uuid.uuid5(ROOT, f"article:{row.id}")


def _attributes(link: dict[str, str] | None) -> str:
    return " ".join(f'{name}="{value}"' for name, value in (link or {}).items())


__all__ = ["BadArticleFile", "BadFile", "Imported", "Refused", "import_articles"]
