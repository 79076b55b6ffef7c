"""Stylesheets and small scripts are written one part a file and served as one file each.

`static/css/<layer>/*.css` become `css/site.css`, each file inside the cascade layer its folder is named after;
`static/js/site/*.js` become `js/site.js`. The pieces themselves are not served.
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
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def stylesheet(folder: Path) -> str:
    """All layers in order; comments and indentation stay at home."""
    parts = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        rules = "".join(
            _INDENT.sub("\n", _COMMENT.sub("", _read(file))) for file in sorted(folder.glob(f"{layer}/*.css"))
        )
        parts.append(f"@layer {layer}{{{rules}}}")
    return "\n".join(parts)


def script(folder: Path) -> str:
    return "\n".join(f"{{{_read(file)}}}" for file in sorted(folder.glob("*.js")))


class BundleFinder(BaseFinder):
    """Makes the two bundles in DATA_DIR whenever a piece is newer than they are."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.source = BASE_DIR / "static"
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundles")
        self.bundles = {
            "css/site.css": (self.source / "css", "*/*.css", stylesheet),
            "js/site.js": (self.source / "js" / "site", "*.js", script),
        }

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in self.bundles:
            return []
        made = self._make(path)
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path in self.bundles:
            self._make(path)
            yield path, self.storage

    def _make(self, path: str) -> str:
        folder, pattern, build = self.bundles[path]
        target = Path(self.storage.path(path))
        pieces = [Path(__file__), folder, *folder.glob("*/"), *folder.glob(pattern)]
        if not target.exists() or max(piece.stat().st_mtime for piece in pieces) >= target.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several workers may do this at once: each writes its own file, the last rename wins.
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            draft.write_text(build(folder), encoding="utf-8")
            draft.replace(target)
        return str(target)


class SourceFinder(FileSystemFinder):
    """Everything else under static/, without the pieces of the bundles."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return (found for found in super().list(ignore_patterns) if not _is_piece(found[0]))


def _is_piece(path: str) -> bool:
    name = Path(path)
    return name.suffix == ".md" or name.match("css/*/*.css") or name.match("js/site/*.js")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
