"""A folder of articles: topics.toml, and in a folder per language one Markdown file per article."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.rules import Audience

FENCE = "---"
REQUIRED = ("id", "topic", "title", "summary", "language")


class BadArticleFile(ValueError):
    """The message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TopicFile:
    key: str
    icon: str
    texts: dict[str, dict[str, str]]
    """By language: title, slug and summary."""


@dataclass(frozen=True, slots=True)
class ArticleFile:
    id: str
    topic: str
    language: str
    slug: str
    title: str
    summary: str
    text: str
    audience: str = Audience.PUBLIC
    review_date: date | None = None


def read_topics(folder: Path) -> list[TopicFile]:
    """The topics in the order in which the help home shows them."""
    found = tomllib.loads((folder / "topics.toml").read_text("utf-8"))
    return [TopicFile(key, each.pop("icon", "circle-question-mark"), each) for key, each in found.items()]


def read_articles(folder: Path) -> Iterator[ArticleFile]:
    """All articles of all languages, by language and file name."""
    for path in sorted(folder.glob("*/*.md")):
        yield read_article(path)


def read_article(path: Path) -> ArticleFile:
    start, _, rest = path.read_text("utf-8").partition("\n")
    front, fence, text = rest.partition(f"\n{FENCE}\n")
    if start.strip() != FENCE or not fence:
        raise BadArticleFile(f"{path}: the front matter must stand between two lines of {FENCE}.")
    fields = {key.strip(): value.strip() for key, colon, value in (line.partition(":") for line in front.splitlines())}
    missing = [name for name in REQUIRED if not fields.get(name)]
    if missing:
        raise BadArticleFile(f"{path}: {', '.join(missing)} missing in the front matter.")
    audience = fields.get("audience", Audience.PUBLIC)
    if audience not in Audience.values:
        raise BadArticleFile(f"{path}: audience must be one of {', '.join(Audience.values)}.")
    review = fields.get("review_date")
    return ArticleFile(
        id=fields["id"],
        topic=fields["topic"],
        language=fields["language"],
        slug=path.stem,
        title=fields["title"],
        summary=fields["summary"],
        text=text.strip(),
        audience=audience,
        review_date=date.fromisoformat(review) if review else None,
    )
