"""HTML of anybody to the few elements that our texts are made of, always spelt alike. No database."""

from collections.abc import Callable, Iterator

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

Link = Callable[[dict[str, str]], dict[str, str] | None]
"""From a link's attributes to those it gets; None leaves only its words."""

INLINE = {"strong", "em", "a", "br"}
TEXT = {*INLINE, "p", "h2", "h3", "ul", "ol", "li"}
# What is only a box around other things: its content counts, at any depth.
BOXES = {
    *("div", "section", "article", "main", "header", "footer", "center", "figure", "figcaption", "nav", "form"),
    *("fieldset", "address", "hgroup", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("caption", "details", "summary", "blockquote", "aside", "pre"),
}
SPELT = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
SCHEMES = {"https", "http", "mailto", "tel", "article", "document"}
MARKED = {"ol": {"class"}, "aside": {"data-kind"}, "div": {"data-block", "data-value"}}
DEEPEST = 40


def parsed(html: str) -> Tag:
    """The document without anything that runs, loads or styles. Attributes other than ours are gone."""
    tags = TEXT | BOXES | set(SPELT) | {"img"}
    attributes = {"a": {"href", "linktype", "id"}, **MARKED}
    clean = nh3.clean(html, tags=tags, attributes=attributes, url_schemes=SCHEMES, link_rel=None)
    root = BeautifulSoup(clean, "html.parser")
    _flatten(root)
    for tag in root.find_all(list(SPELT)):
        tag.name = SPELT[tag.name]
    return root


def _flatten(root: Tag) -> None:
    """Nobody writes forty boxes in boxes; what is deeper is text, so that no reader of the tree can be exhausted."""
    level: list[Tag] = [root]
    for _depth in range(DEEPEST):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    for tag in level:
        tag.replace_with(tag.get_text(" "))


def units(root: Tag) -> Iterator[Tag]:
    """The blocks of a text in order; words outside of any become paragraphs."""
    loose: list[PageElement] = []
    for node in _unboxed(root):
        if isinstance(node, Tag) and node.name not in INLINE:
            yield from _paragraph(loose)
            loose = []
            yield node
        elif isinstance(node, Tag) or type(node) is NavigableString:
            loose.append(node)
    yield from _paragraph(loose)


def _unboxed(root: Tag) -> Iterator[PageElement]:
    for node in list(root.children):
        if not isinstance(node, Tag) or not _is_box(node):
            yield node
            continue
        yield (border := _new("hr"))
        yield from _unboxed(node)
        yield border


def _is_box(tag: Tag) -> bool:
    known = {"table", "details", "blockquote", "aside"}
    return tag.name in BOXES - known and not tag.get("data-block")


def _new(name: str) -> Tag:
    return BeautifulSoup("", "html.parser").new_tag(name)


def _paragraph(nodes: list[PageElement]) -> Iterator[Tag]:
    if any(node.get_text().strip() for node in nodes):
        paragraph = _new("p")
        paragraph.extend(nodes)
        yield paragraph


def rich_text(nodes: list[Tag], link: Link, tags: set[str] = TEXT) -> str:
    """The nodes as the value of a rich text, one block a line; empty blocks are left out."""
    lines = (_spelt(node, link, tags) for node in nodes)
    return "\n".join(line for line in lines if line)


def _spelt(node: Tag, link: Link, tags: set[str]) -> str:
    for anchor in node.find_all("a"):
        attributes = link({name: str(value) for name, value in anchor.attrs.items()})
        if attributes is None:
            anchor.unwrap()
        else:
            anchor.attrs = dict(attributes)
    if not node.get_text().strip():
        return ""
    html = nh3.clean(
        str(node), tags=tags, attributes={"a": {"href", "linktype", "id"}}, url_schemes=SCHEMES, link_rel=None
    )
    return html.strip()
