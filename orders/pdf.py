"""HTML on stdin, a tagged PDF on stdout: `python -m orders.pdf [invoice|text|slip]`, a child with limits (R31).

An invoice is PDF/A-3a, to be kept for years; a text and a return slip are PDF/UA-1, to be read by everybody.
The only module that imports WeasyPrint. It reads no file but the packaged ones below and never the network.
"""

import resource
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

CPU_SECONDS = 20
ADDRESS_SPACE = 512 * 1024 * 1024
FILE_SIZE = 64 * 1024 * 1024

PRINT = Path(__file__).parent / "print"
FONTS = Path(__file__).parent.parent / "static" / "fonts" / "invoice"
PACKAGED = {f"packaged:{name}": FONTS / name for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")}


@dataclass(frozen=True, slots=True)
class Kind:
    variant: str
    style: Path
    images: tuple[str, ...]
    """How the addresses of images may begin: they stand in the document itself."""


PNG, JPEG = "data:image/png;base64,", "data:image/jpeg;base64,"
KINDS = {
    "invoice": Kind("pdf/a-3a", PRINT / "invoice.css", (PNG,)),
    "text": Kind("pdf/ua-1", PRINT / "text.css", (PNG, JPEG)),
    "slip": Kind("pdf/ua-1", PRINT / "slip.css", (PNG,)),
}


class NothingFromOutside(FatalURLFetchingError):
    """The document asked for something that is not packaged: no document is better than a leaky one."""


class PackagedOnly(URLFetcher):
    def __init__(self, images: tuple[str, ...]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.images = images

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in PACKAGED:
            return URLFetcherResponse(url, PACKAGED[url].read_bytes(), {"Content-Type": "font/ttf"})
        if not url.startswith(self.images):
            raise NothingFromOutside(f"not allowed in a document: {url[:200]}")
        return super().fetch(url, headers)


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@cache
def _style(kind: Kind) -> tuple[CSS, FontConfiguration]:
    """Read once by a child that stays: a third of a short document's time."""
    fonts = FontConfiguration()
    return CSS(filename=kind.style, url_fetcher=PackagedOnly(kind.images), font_config=fonts), fonts


def render(html: str, kind: Kind = KINDS["invoice"]) -> bytes:
    style, fonts = _style(kind)
    document = HTML(string=html, url_fetcher=PackagedOnly(kind.images))
    return document.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant=kind.variant, presentational_hints=False
    )


def main() -> int:
    limit_this_process()
    html = sys.stdin.buffer.read().decode()
    try:
        content = render(html, KINDS[sys.argv[1] if len(sys.argv) > 1 else "invoice"])
    except (NothingFromOutside, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
