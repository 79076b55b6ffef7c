"""Fenced blocks of Markdown that become blocks of an article: video, file, setting, own. How to write them: README."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from wagtail.documents import get_document_model

from kb import states
from kb.importing.rows import BadField
from kb.videos import UnknownVideo, video

KINDS = ("video", "file", "setting", "own")
OTHERWISE = "otherwise"
TURN = re.compile(r"^(?:when:[ \t]*(?P<state>[a-z_.]+)|otherwise:)[ \t]*$", re.MULTILINE)

Html = Callable[[str], str]
"""From Markdown to the HTML of a rich text."""


def value(kind: str, content: str, html: Html, item_id: Callable[[int], str]) -> dict[str, Any]:
    """The value of the block `kind`, one of KINDS. Raises BadField, naming what is wrong."""
    match kind:
        case "video":
            return _video(content)
        case "file":
            return _file(content)
        case "setting":
            label, _, text = (part.strip() for part in content.strip().partition(":"))
            if not label or not text:
                raise BadField("body", "a setting is written as label: value.")
            return {"label": label, "value": text}
        case _:
            return _own(content, html, item_id)


def _video(content: str) -> dict[str, Any]:
    first, fields = _fields(content)
    try:
        video(first)
    except UnknownVideo:
        raise BadField("body", f"{first or 'nothing'} is no video of YouTube, Vimeo or Dailymotion.") from None
    if "title" not in fields:
        raise BadField("body", f"the video {first} needs a title.")
    return {"address": first, "title": fields["title"], "length": fields.get("length", ""), "poster": None}


def _file(content: str) -> dict[str, Any]:
    first, fields = _fields(content)
    document = get_document_model().objects.filter(title=first).order_by("pk").first()
    if document is None:
        raise BadField("body", f"there is no document with the title {first or 'that is asked for'}.")
    return {"document": document.pk, "title": fields.get("title", "")}


def _own(content: str, html: Html, item_id: Callable[[int], str]) -> dict[str, Any]:
    found: dict[str, Any] = {"texts": [], "otherwise": ""}
    known = {state.key for state in states.known()}
    for place, (state, text) in enumerate(_turns(content)):
        if state == OTHERWISE:
            found["otherwise"] = html(text)
        elif state not in known:
            raise BadField("body", f"there is no state {state}.")
        else:
            item = {"state": state, "text": html(text)}
            found["texts"].append({"type": "item", "value": item, "id": item_id(place)})
    if not found["texts"]:
        raise BadField("body", "own needs a line when: and a state.")
    return found


def _turns(content: str) -> Iterator[tuple[str, str]]:
    """State or OTHERWISE, and the Markdown below it."""
    turns = list(TURN.finditer(content))
    ends = [*(turn.start() for turn in turns[1:]), len(content)]
    for turn, end in zip(turns, ends, strict=False):
        yield turn["state"] or OTHERWISE, content[turn.end() : end].strip()


def _fields(content: str) -> tuple[str, dict[str, str]]:
    """The first line, and `name: value` of those below."""
    first, *rest = content.strip().splitlines() or [""]
    pairs = (line.partition(":") for line in rest if line.strip())
    return first.strip(), {name.strip().lower(): text.strip() for name, _colon, text in pairs}
