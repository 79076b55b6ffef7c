"""HTML to the blocks of an article and back: what `article_html` writes, `blocks_of` reads. No database.

Numbered lists are steps (`<ol class="list">` a plain one), quotes and asides callouts, `<details>` a question and its
answer, tables tables, everything else text. A block that HTML has no word for (image, video …) travels as a box with
its values: `<div data-block="image" data-value="…">`, see kb.importing.portable.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bs4.element import Tag
from django.utils.html import escape

from kb.importing.richtext import INLINE, TEXT, Link, parsed, rich_text, units

Block = dict[str, Any]
Piece = tuple[str, Any]
Unpack = Callable[[str, Any], Any]
"""From a block's kind and the values of its box to its value here; None when it can't be one."""

KINDS = ("info", "warning", "success")
STEP = TEXT - {"ol", "h2", "h3"}
ANSWER = TEXT - {"h2", "h3"}
CELL = {*INLINE, "p"}


def blocks_of(html: str, name: str, link: Link, unpack: Unpack, note: Callable[[str], None]) -> list[Block]:
    """`name` makes the blocks' ids, so that the same text always gives the same value; `note` hears what is lost."""
    root = parsed(html)
    if root.find("img"):
        note("images are left out, add them in the admin")
    found = enumerate(_joined(_pieces(root, link, unpack)))
    return [
        {"type": kind, "value": _with_ids(value, f"{name}:{at}"), "id": _id(name, at)} for at, (kind, value) in found
    ]


def _pieces(root: Tag, link: Link, unpack: Unpack) -> Iterator[Piece]:
    for unit in units(root):
        if unit.name == "div":
            value = _unpacked(unit, unpack)
            if value is not None:
                yield str(unit["data-block"]), value
        elif unit.name == "ol" and "list" not in (unit.get("class") or []):
            yield "steps", {"steps": _steps(unit, link)}
        elif unit.name in ("blockquote", "aside"):
            yield "callout", _callout(unit, link)
        elif unit.name == "details":
            yield from _question(unit, link)
        elif unit.name == "table":
            yield from _table(unit, link)
        else:
            yield "text", rich_text([_deeper(unit)], link)


def _deeper(unit: Tag) -> Tag:
    """A list may hold lists, but no boxes: they would tear it apart."""
    for name in ("table", "details", "blockquote", "aside"):
        for inner in unit.find_all(name):
            inner.unwrap()
    return unit


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Texts that follow each other are one block; what holds nothing is none."""
    texts: list[str] = []
    for kind, value in pieces:
        if kind == "text":
            texts += [value] if value else []
            continue
        if texts:
            yield "text", "\n".join(texts)
            texts = []
        yield kind, value
    if texts:
        yield "text", "\n".join(texts)


def _inner(tag: Tag, link: Link, tags: set[str]) -> str:
    return rich_text([_deeper(unit) for unit in units(tag)], link, tags)


def _steps(tag: Tag, link: Link) -> list[str]:
    for nested in tag.find_all("ol"):
        nested.name = "ul"
    steps = (_inner(item, link, STEP) for item in tag.find_all("li", recursive=False))
    return [step for step in steps if step]


def _callout(tag: Tag, link: Link) -> dict[str, str]:
    kind = str(tag.get("data-kind", "info"))
    return {"kind": kind if kind in KINDS else "info", "text": _inner(tag, link, STEP)}


def _question(tag: Tag, link: Link) -> Iterator[Piece]:
    summary = tag.find("summary")
    asked = " ".join(summary.get_text(" ").split())[:200] if summary else ""
    if summary:
        summary.decompose()
    answer = _inner(tag, link, ANSWER)
    if asked and answer:
        yield "question", {"question": asked, "answer": answer}
    elif asked or answer:
        yield "text", answer or f"<p>{escape(asked)}</p>"


def _table(tag: Tag, link: Link) -> Iterator[Piece]:
    """The first row is the head; short rows are filled up, cells beyond the head are kept by widening it."""
    caption = tag.find("caption")
    rows = [row.find_all(["th", "td"], recursive=False) for row in tag.find_all("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return
    width = max(map(len, rows))
    heads = [" ".join(cell.get_text(" ").split()) for cell in rows[0]]
    cells = [[_cell(units(cell), link) for cell in row] for row in rows[1:]]
    yield (
        "table",
        {
            "columns": [{"type": "text", "heading": head} for head in heads + [""] * (width - len(heads))],
            "rows": [{"values": row + [""] * (width - len(row))} for row in cells],
            "caption": " ".join(caption.get_text(" ").split()) if caption else "",
        },
    )


def _cell(nodes: Iterable[Tag], link: Link) -> str:
    """One line needs no paragraph of its own."""
    html = rich_text(list(nodes), link, CELL).replace("\n", "")
    return html[3:-4] if html.startswith("<p>") and html.find("</p>") == len(html) - 4 else html


def _unpacked(tag: Tag, unpack: Unpack) -> Any:
    try:
        value = json.loads(str(tag.get("data-value", "")))
    except (ValueError, RecursionError):
        value = None
    return unpack(str(tag["data-block"]), value)


def _with_ids(value: Any, name: str) -> Any:
    if isinstance(value, dict) and set(value) == {"steps"}:
        items = enumerate(value["steps"])
        return {"steps": [{"type": "item", "value": each, "id": _id(name, at)} for at, each in items]}
    return value


def _id(name: str, place: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}:{place}"))


# --- Back: the blocks of an article as HTML ------------------------------------------------------


def article_html(body: Iterable[Block], link: Link, pack: Callable[[str, Any], Any]) -> str:
    """One element a line. The same text always gives the same HTML, whoever wrote it with whatever editor."""
    lines = (_WRITERS.get(block["type"], _boxed)(block, link, pack) for block in body)
    return "\n".join(line for line in lines if line)


def _text_html(block: Block, link: Link, _pack: Any) -> str:
    nodes = list(units(parsed(str(block["value"]))))
    return "\n".join(_numbered(node, link) for node in nodes if node.get_text().strip())


def _numbered(node: Tag, link: Link) -> str:
    html = rich_text([node], link)
    return html.replace("<ol>", '<ol class="list">', 1) if node.name == "ol" else html


def _rich(html: Any, link: Link, tags: set[str] = TEXT) -> str:
    return rich_text(list(units(parsed(str(html)))), link, tags).replace("\n", "")


def _steps_html(block: Block, link: Link, _pack: Any) -> str:
    steps = (each["value"] if isinstance(each, dict) else each for each in block["value"]["steps"])
    return f"<ol>{''.join(f'<li>{_rich(step, link, STEP)}</li>' for step in steps)}</ol>"


def _callout_html(block: Block, link: Link, _pack: Any) -> str:
    return f'<aside data-kind="{escape(block["value"]["kind"])}">{_rich(block["value"]["text"], link, STEP)}</aside>'


def _question_html(block: Block, link: Link, _pack: Any) -> str:
    answer = _rich(block["value"]["answer"], link, ANSWER)
    return f"<details><summary>{escape(block['value']['question'])}</summary>{answer}</details>"


def _table_html(block: Block, link: Link, pack: Any) -> str:
    value = block["value"]
    if any(column["type"] != "text" for column in value["columns"]):
        return _boxed(block, link, pack)
    heads = "".join(f"<th>{escape(column['heading'])}</th>" for column in value["columns"])
    cells = ((_cell(units(parsed(str(cell))), link) for cell in row["values"]) for row in value["rows"])
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    caption = f"<caption>{escape(value['caption'])}</caption>" if value.get("caption") else ""
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _boxed(block: Block, _link: Link, pack: Any) -> str:
    value = json.dumps(pack(block["type"], block["value"]), ensure_ascii=False, sort_keys=True)
    return f'<div data-block="{escape(block["type"])}" data-value="{escape(value)}"></div>'


_WRITERS: dict[str, Callable[[Block, Link, Any], str]] = {
    "text": _text_html,
    "steps": _steps_html,
    "callout": _callout_html,
    "question": _question_html,
    "table": _table_html,
}
