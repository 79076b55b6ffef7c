"""Which version of the site a page belongs to: another release, other styles or another address make other pages."""

from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from portal.env import BASE_DIR

ROOMS = ("portal", "kb", "orders", "returns")
SOURCES = {".py", ".html", ".xml", ".txt", ".mo"}


@cache
def build() -> str:
    """The same on every machine that runs the same release with the same settings."""
    seen = blake2b(digest_size=8)
    for file in sources():
        # A program's own temporary file may be gone again.
        with suppress(FileNotFoundError):
            content = file.read_bytes()
            seen.update(file.relative_to(BASE_DIR).as_posix().encode())
            seen.update(content)
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        seen.update(manifest.read_bytes())
    seen.update(" ".join(map(version, ("Django", "wagtail", "lucide"))).encode())
    # Reader tokens in the pages are signed with the key.
    for chosen in (settings.SITE_URL, settings.TIME_ZONE, settings.SECRET_KEY, settings.DEMO, settings.MEDIA_URL):
        seen.update(repr(chosen).encode())
    return seen.hexdigest()


def sources() -> list[Path]:
    """Code, templates and translations; the manifest stands for styles and scripts."""
    found = (file for room in ROOMS for file in (BASE_DIR / room).rglob("*"))
    return sorted(file for file in found if file.suffix in SOURCES and file.is_file())
