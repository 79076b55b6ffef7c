"""A folder of articles: one Markdown file per article with its front matter, and topics.toml for the topics."""

import tomllib
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb.importing.lines import BadFile, Problem, Read
from kb.importing.rows import BadField, Row, TopicTold, read_row

FENCE = "---"
TOPICS = "topics.toml"
LARGEST = 2 * 1024 * 1024
# What others call our fields, in the front matter that people bring along.
NAMES = {"lang": "language", "locale": "language", "description": "summary", "excerpt": "summary", "category": "topic"}


class BadArticleFile(ValueError):
    """The message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    icon: str
    texts: dict[str, dict[str, str]]
    """By language: title, slug and summary."""
    parent: "Topic | None" = None

    def path(self, language: str) -> tuple[TopicTold, ...]:
        """The topics it stands in, the outermost first, and itself."""
        above = self.parent.path(language) if self.parent and language in self.parent.texts else ()
        return (*above, self.told(language))

    def told(self, language: str) -> TopicTold:
        texts = self.texts[language]
        return TopicTold(texts["slug"], texts["title"], texts.get("summary", ""), self.icon, f"topic:{self.key}")


def read_topics(folder: Path) -> list[Topic] | None:
    """The topics in the order in which the help home shows them; None when the folder doesn't name any."""
    path = folder / TOPICS
    if not path.exists():
        return None
    try:
        found: dict[str, dict[str, Any]] = tomllib.loads(path.read_text("utf-8-sig"))
        topics: dict[str, Topic] = {}
        for key, each in found.items():
            icon, parent = each.pop("icon", "circle-question-mark"), each.pop("parent", None)
            # A parent stands above its children in the file, so no circle can be written.
            topics[key] = Topic(key, icon, each, topics[parent] if parent else None)
        return list(topics.values())
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise BadFile(f"{path} can't be read: {error}.") from error


def read_folder(folder: Path, languages: Container[str]) -> Iterator[Read]:
    """All articles of all languages, by language and file name. Raises BadFile."""
    topics = read_topics(folder)
    paths = sorted(folder.rglob("*.md"))
    if not paths:
        raise BadFile(f"{folder} holds no Markdown files.")
    for number, path in enumerate(paths, 1):
        where = path.relative_to(folder).as_posix()
        progress = number / len(paths)
        try:
            yield Read(_read(path, where, languages, topics), None, progress)
        except BadField as error:
            yield Read(None, Problem(where, str(error)), progress)


def _read(path: Path, where: str, languages: Container[str], topics: list[Topic] | None) -> Row:
    fields, text = _front_matter(path)
    if path.parent.name in languages:
        fields.setdefault("language", path.parent.name)
    row = read_row(
        {"id": path.stem, "slug": path.stem, **fields, "body": text, "format": "markdown"}, where, languages
    )
    if topics is None:
        return row
    told = next((topic for topic in topics if topic.key == row.topic and row.language in topic.texts), None)
    if told is None:
        raise BadField("topic", f"{TOPICS} has no topic {row.topic} in “{row.language}”.")
    return replace(row, topics=told.path(row.language))


def _front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """Lines of `name: value` between two fences; what YAML can do beyond that isn't needed and isn't read."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadField("file", f"is longer than {LARGEST // 1024 // 1024} MB.")
        start, _, rest = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").partition("\n")
    except UnicodeDecodeError:
        raise BadField("file", "isn't UTF-8.") from None
    except OSError as error:
        raise BadField("file", f"can't be read: {error.strerror}.") from error
    front, fence, text = rest.partition(f"\n{FENCE}\n")
    if start.strip() != FENCE or not fence:
        raise BadField("front matter", f"must stand between two lines of {FENCE}.")
    pairs = (line.partition(":") for line in front.splitlines() if line[:1] not in (" ", "\t", "-", "#"))
    fields = {key.strip().lower(): _unquoted(value.strip()) for key, colon, value in pairs if colon}
    return {NAMES.get(name, name): value for name, value in fields.items()}, text


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
