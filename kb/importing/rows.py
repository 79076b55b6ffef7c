"""One article as a file tells it, read with care: every field checked, what is wrong named. No database."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.text import slugify

from kb.rules import Audience

Format = Literal["html", "markdown"]

LONGEST = {"id": 80, "topic": 255, "title": 255, "summary": 320, "slug": 255, "owner": 254}
LONGEST_BODY = 500_000
SLUG = re.compile(r"[-\w]+")
ELEMENT = re.compile(r"^<[a-z!]|</(?:p|div|h[1-6]|[uo]l|li|table|section|details|blockquote)>", re.I)
# Tabs and line ends are text; the rest of the control characters break feeds and say nothing.
CONTROLS = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32), 127])


class BadField(ValueError):
    """A row that can't be used, because of this field."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field


@dataclass(frozen=True, slots=True)
class TopicTold:
    """A topic as an export describes it, so that an empty site gets the same one."""

    slug: str
    title: str
    summary: str = ""
    icon: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`where` names the line or file; slug, owner (an e-mail address) and review_date may be unsaid."""

    where: str
    id: str
    language: str
    topic: str
    title: str
    summary: str
    body: str
    format: Format
    slug: str = ""
    audience: str = Audience.PUBLIC
    review_date: date | None = None
    review_told: bool = False
    """The file says when, or null for never; else the import chooses a day."""
    owner: str = ""
    topics: tuple[TopicTold, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.language


def read_row(told: object, where: str, languages: Container[str]) -> Row:
    """Raises BadField."""
    if not isinstance(told, dict):
        raise BadField("row", "must be an object with id, language, topic, title, summary and body.")
    language = _text(told, "language", longest=12)
    if language not in languages:
        raise BadField("language", f"the site has no help centre in “{language}”.")
    body = _body(told)
    return Row(
        where=where,
        id=_text(told, "id"),
        language=language,
        topic=_text(told, "topic"),
        title=_text(told, "title"),
        summary=_text(told, "summary"),
        body=body,
        format=_format(told, body),
        slug=_slug(told),
        audience=_audience(told),
        review_date=_day(told),
        review_told=told.get("review_date", "") != "",
        owner=_text(told, "owner", required=False),
        topics=_topics(told),
    )


def _text(told: Mapping[str, Any], field: str, *, required: bool = True, longest: int = 0) -> str:
    value = told.get(field)
    if isinstance(value, int) and not isinstance(value, bool) and field == "id":
        value = str(value)
    if value is None or value == "":
        if required:
            raise BadField(field, "is missing.")
        return ""
    if not isinstance(value, str):
        raise BadField(field, f"must be text, not {type(value).__name__}.")
    text = " ".join(_characters(value, field).split())
    if required and not text:
        raise BadField(field, "is empty.")
    if len(text) > (most := longest or LONGEST[field]):
        raise BadField(field, f"is {len(text)} characters long, {most} is the most.")
    return text


def _characters(value: str, field: str) -> str:
    if "\0" in value:
        raise BadField(field, "holds a NUL character.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadField(field, "holds half a character (a lone surrogate).") from None
    return value.translate(CONTROLS)


def _body(told: Mapping[str, Any]) -> str:
    value = told.get("body")
    if not isinstance(value, str):
        raise BadField("body", "is missing." if value is None else f"must be text, not {type(value).__name__}.")
    if len(value) > LONGEST_BODY:
        raise BadField("body", f"is {len(value)} characters long, {LONGEST_BODY} is the most.")
    return _characters(value, "body").replace("\r\n", "\n").replace("\r", "\n").strip()


def _format(told: Mapping[str, Any], body: str) -> Format:
    """As said, else HTML when it begins with a tag or closes a block."""
    match told.get("format"):
        case None | "":
            return "html" if ELEMENT.search(body) else "markdown"
        case "html":
            return "html"
        case "markdown" | "md":
            return "markdown"
    raise BadField("format", "must be html or markdown.")


def _slug(told: Mapping[str, Any]) -> str:
    slug = _text(told, "slug", required=False)
    if slug and not SLUG.fullmatch(slug):
        raise BadField("slug", "may hold letters, digits, - and _ only.")
    return slug


def _audience(told: Mapping[str, Any]) -> str:
    audience = told.get("audience") or Audience.PUBLIC
    if audience not in Audience.values:
        raise BadField("audience", f"must be one of {', '.join(Audience.values)}.")
    return str(audience)


def _day(told: Mapping[str, Any]) -> date | None:
    value = told.get("review_date")
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadField("review_date", "must be a day like 2026-11-30.") from None


def _topics(told: Mapping[str, Any]) -> tuple[TopicTold, ...]:
    path = told.get("topic_path") or []
    if not isinstance(path, list) or not all(isinstance(each, dict) for each in path) or len(path) > 10:
        raise BadField("topic_path", "must be a list of topics, the outermost first.")
    return tuple(
        TopicTold(
            slug=_slug(each) or slugify(_text(each, "title"), allow_unicode=True),
            title=_text(each, "title"),
            summary=_text(each, "summary", required=False, longest=200),
            icon=_text({"icon": each.get("icon")}, "icon", required=False, longest=30),
            id=_text(each, "id", required=False),
        )
        for each in path
    )
