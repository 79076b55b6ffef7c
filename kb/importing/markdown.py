"""Markdown to the blocks of an article. Plain values, ready for the StreamField; no database."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.importing import fences

Block = dict[str, Any]
Link = Callable[[str], str]
"""From a link's target (other-file.md, article:its-id) to the attributes of Wagtail's <a>; "" leaves its words."""

Picture = Callable[[str, str, str], Any]
"""From a picture's target, words and title to the value of an image block; None leaves it out."""

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br"}
ATTRIBUTES = {"a": {"href", "linktype", "id"}}
CALLOUT = re.compile(r"<p>\[!(info|warning|success)\]\s*(?:<br ?/?>)?\s*", re.IGNORECASE)
ARTICLE_LINK = re.compile(r'<a href="([a-z0-9-]+\.md|article:[^"]+)">')
NO_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)


def blocks(text: str, name: str, link: Link, picture: Picture = lambda target, words, title: None) -> list[Block]:
    """The body of one article: numbered lists become steps, quotes callouts, tables tables, a picture that stands
    alone an image, the rest text.

    `name` makes the blocks' ids, so that the same text always gives the same value. `link` turns the name of another
    article into the attributes of a link to its page.
    """
    return [
        {"type": kind, "value": value, "id": _id(name, place)}
        for place, (kind, value) in enumerate(_pieces(text, name, link, picture))
    ]


def _pieces(text: str, name: str, link: Link, picture: Picture) -> Iterator[tuple[str, Any]]:
    prose: list[Token] = []
    for element in _elements(PARSER.parse(text)):
        kind = element[0].type
        fenced = kind == "fence" and element[0].info.strip() in fences.KINDS
        shown = _shown(element, picture)
        if not (fenced or shown) and kind not in ("ordered_list_open", "blockquote_open", "table_open"):
            prose += element
            continue
        if prose:
            yield "text", _html(prose, link)
            prose = []
        if shown:
            yield "image", shown
        elif fenced:
            yield _fenced(element[0], f"{name}:{element[0].map}", link)
        elif kind == "ordered_list_open":
            yield "steps", {"steps": _steps(element, f"{name}:{element[0].map}", link)}
        elif kind == "blockquote_open":
            yield "callout", _callout(_html(element[1:-1], link))
        else:
            yield "table", _table(element, link)
    if prose:
        yield "text", _html(prose, link)


def _shown(element: list[Token], picture: Picture) -> Any:
    """The value of the picture that is all of this paragraph."""
    inside = element[1].children or [] if element[0].type == "paragraph_open" else []
    if len(inside) != 1 or inside[0].type != "image":
        return None
    image = inside[0]
    return picture(unquote(str(image.attrs["src"])), image.content, str(image.attrs.get("title", "")))


def _fenced(token: Token, name: str, link: Link) -> tuple[str, Any]:
    def html(text: str) -> str:
        return _html(PARSER.parse(text), link)

    kind = token.info.strip()
    return kind, fences.value(kind, token.content, html, lambda place: _id(name, place))


def _elements(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of one top-level element at a time."""
    element: list[Token] = []
    depth = 0
    for token in tokens:
        element.append(token)
        depth += token.nesting
        if depth == 0:
            yield element
            element = []


def _html(tokens: list[Token], link: Link) -> str:
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    html = ARTICLE_LINK.sub(lambda match: f"<a {link(unquote(match[1]))}".rstrip() + ">", html)
    html = NO_LINK.sub(r"\1", html)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto"}, link_rel=None).strip()


def _steps(tokens: list[Token], name: str, link: Link) -> list[Block]:
    items = _elements(tokens[1:-1])
    for token in tokens:
        token.hidden = False  # tight lists hide their paragraphs, a step is a paragraph
    return [
        {"type": "item", "value": _html(item[1:-1], link), "id": _id(name, place)} for place, item in enumerate(items)
    ]


def _callout(html: str) -> dict[str, str]:
    marked = CALLOUT.match(html)
    return {"kind": marked[1].lower() if marked else "info", "text": CALLOUT.sub("<p>", html, count=1)}


def _table(tokens: list[Token], link: Link) -> dict[str, Any]:
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    heads, *body = rows
    return {
        "columns": [{"type": "text", "heading": head.content} for head in heads],
        "rows": [{"values": [_html([cell], link) for cell in row]} for row in body],
        "caption": "",
    }


def _id(name: str, place: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}:{place}"))
