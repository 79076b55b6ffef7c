"""What a page brings along, counted from its HTML and the files it names, for a phone that was never here."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders

# What an answer of ours says before its body, measured on the wire.
HEADERS = 900
BEACONS = {"data-reading", "data-searched"}
HEADINGS = {"h1", "h2", "h3", "h4"}
_FACE = re.compile(r"@font-face\s*{.*?}", re.DOTALL)
_NAMED = re.compile(r'url\("\.\./([^"]+)"\)')
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


class Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.files: set[str] = set()
        self.classes: set[str] = set()
        self.beacons = 0
        self.heading = ""
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.classes |= set(given.get("class", "").split())
        self.beacons += bool(BEACONS & given.keys())
        if tag in HEADINGS or "brand__name" in given.get("class", ""):
            self._open.append(tag)
        if tag in {"script", "img"} and given.get("src"):
            self.files.add(given["src"])
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload"}:
            self.files.add(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.heading += data


@dataclass(frozen=True)
class Weight:
    requests: int
    bytes: int
    names: tuple[str, ...]


def weigh(page: str) -> Weight:
    read = Read(page)
    names = {file.removeprefix(settings.STATIC_URL) for file in read.files}
    sheets = "".join(text_of(name) for name in sorted(names) if name.endswith(".css"))
    pictures = set(_NAMED.findall(_FACE.sub("", sheets)))
    names |= pictures | fonts(sheets, read.heading)
    weights = [_pressed(page.encode())] + [_weight(name) for name in names]
    requests = len(weights) + read.beacons
    return Weight(requests, sum(weights) + requests * HEADERS, tuple(sorted(names)))


def fonts(sheet: str, text: str) -> set[str]:
    """The files for the letters of `text`: the last face that has a letter is asked for it."""
    faces = [(_NAMED.findall(face)[0], _RANGE.findall(face)) for face in _FACE.findall(sheet)]
    found = set()
    for letter in set(text):
        having = [name for name, ranges in faces if any(_within(ord(letter), *each) for each in ranges)]
        found |= set(having[-1:])
    return found


def classes_of(sheet: str) -> set[str]:
    return set(re.findall(r"\.(-?[a-z][\w-]*)", re.sub(r'"[^"]*"', "", text_of(sheet))))


def _within(letter: int, first: str, last: str) -> bool:
    return int(first, 16) <= letter <= int(last or first, 16)


def text_of(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")


def _weight(name: str) -> int:
    file = Path(str(finders.find(name)))
    content = file.read_bytes()
    return len(content) if file.suffix in {".woff2", ".png", ".jpg", ".webp"} else _pressed(content)


def _pressed(content: bytes) -> int:
    return len(brotli.compress(content))
