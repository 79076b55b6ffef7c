"""Compiles the texts in portal/locale: `python -m portal.translations`. Babel does it; gettext need not be there."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parent / "locale"


def compile_translations(folder: Path = LOCALE_DIR) -> list[Path]:
    """Write a .mo file beside every .po file that is newer; returns the files written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name)
        # Several web processes may start at once: none may read half a file.
        part = target.with_suffix(".part")
        with part.open("wb") as out:
            write_mo(out, catalogue)
        part.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_translations()
