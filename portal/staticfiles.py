"""Stylesheets and small scripts are written one part a file and served as one file for a kind of page.

`static/css/<layer>/*.css` become `css/site.css`, each file inside the cascade layer its folder is named after;
`static/css/<layer>/account/*.css` become `css/account.css`, for customers' own pages and forms. `static/js/site/*.js`
become `js/site.js`; the other bundles of SCRIPTS begin with it. What is in a folder of its own is not served alone.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, FileSystemFinder
from django.core.files.storage import FileSystemStorage

from portal.env import BASE_DIR

LAYERS = ("reset", "tokens", "base", "layout", "components", "states", "print")
SHEETS = {"css/site.css": "", "css/account.css": "account/"}
SCRIPTS = {
    "js/site.js": ("site/*.js",),
    "js/article.js": ("site/*.js", "article/*.js"),
    "js/order.js": ("site/*.js", "order/*.js"),
    "js/case.js": ("site/*.js", "uploads*.js", "live_new.js", "live_t*.js", "live.js"),
}
PIECES = ("css/*/*.css", "css/*/account/*.css", "js/site/*.js", "js/article/*.js", "js/order/*.js")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")
_QUOTED = re.compile(r'("[^"]*")')
_LOOSE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_OPENING_WORDS = re.compile(r"\A\s*/\*.*?\*/\s*", re.DOTALL)
_LINE_OF_WORDS = re.compile(r"^\s*//.*\n", re.MULTILINE)


def stylesheet(folder: Path, room: str = "") -> str:
    """All layers in order; comments and indentation stay at home."""
    parts = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        rules = "".join(
            _INDENT.sub("\n", _COMMENT.sub("", _read(file))) for file in sorted(folder.glob(f"{layer}/{room}*.css"))
        )
        parts.append(f"@layer {layer}{{{rules}}}")
    return "\n".join(parts)


def pressed(sheet: str) -> str:
    """The same rules without the room between them; what is quoted stays as it is."""
    parts = _QUOTED.split(sheet)
    parts[::2] = [_LOOSE.sub(lambda found: found[1] or "", part) for part in parts[::2]]
    return "".join(parts).replace(";}", "}")


def script(folder: Path, *patterns: str) -> str:
    files = [file for pattern in patterns or ("*.js",) for file in sorted(folder.glob(pattern))]
    return "\n".join(f"{{{_bare(_read(file))}}}" for file in files)


def build(source: Path, path: str) -> str:
    if path in SHEETS:
        return pressed(stylesheet(source / "css", SHEETS[path]))
    return script(source / "js", *SCRIPTS[path])


class BundleFinder(BaseFinder):
    """Makes the bundles in DATA_DIR whenever a piece is newer than they are."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.source = BASE_DIR / "static"
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundles")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in SHEETS and path not in SCRIPTS:
            return []
        made = self._make(path)
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path in (*SHEETS, *SCRIPTS):
            self._make(path)
            yield path, self.storage

    def _make(self, path: str) -> str:
        folder = self.source / path.partition("/")[0]
        target = Path(self.storage.path(path))
        pieces = [Path(__file__), folder, *folder.rglob("*")]
        if not target.exists() or max(piece.stat().st_mtime for piece in pieces) >= target.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several workers may do this at once: each writes its own file, the last rename wins.
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            draft.write_text(build(self.source, path), encoding="utf-8")
            draft.replace(target)
        return str(target)


class SourceFinder(FileSystemFinder):
    """Everything else under static/, without the pieces of the bundles."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return (found for found in super().list(ignore_patterns) if not _is_piece(found[0]))


def _is_piece(path: str) -> bool:
    name = Path(path)
    return name.suffix == ".md" or any(name.match(pattern) for pattern in PIECES)


def _bare(text: str) -> str:
    """Without what it says about itself, nor indentation."""
    return _INDENT.sub("\n", _LINE_OF_WORDS.sub("", _OPENING_WORDS.sub("", text))).strip()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
