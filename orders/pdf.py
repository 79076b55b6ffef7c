"""HTML on stdin, a tagged PDF/A-3a on stdout: `python -m orders.pdf`, a child process with limits (R31).

The only module that imports WeasyPrint. It reads no file but the packaged ones below and never the network.
"""

import resource
import sys
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

CPU_SECONDS = 20
ADDRESS_SPACE = 512 * 1024 * 1024
FILE_SIZE = 64 * 1024 * 1024

STYLE = Path(__file__).parent / "print" / "invoice.css"
FONTS = Path(__file__).parent.parent / "static" / "fonts" / "invoice"
PACKAGED = {f"packaged:{name}": FONTS / name for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")}


class NothingFromOutside(FatalURLFetchingError):
    """The document asked for something that is not packaged: no document is better than a leaky one."""


class PackagedOnly(URLFetcher):
    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in PACKAGED:
            return URLFetcherResponse(url, PACKAGED[url].read_bytes(), {"Content-Type": "font/ttf"})
        if not url.startswith("data:image/png;base64,"):
            raise NothingFromOutside(f"not allowed in an invoice: {url[:200]}")
        return super().fetch(url, headers)


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def render(html: str) -> bytes:
    fetcher, fonts = PackagedOnly(), FontConfiguration()
    style = CSS(filename=STYLE, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a", presentational_hints=False
    )


def main() -> int:
    limit_this_process()
    html = sys.stdin.buffer.read().decode()
    try:
        content = render(html)
    except (NothingFromOutside, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
