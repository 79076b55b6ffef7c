"""Asking a WSGI application as a browser would, seeing status, headers and bytes as they leave it."""

import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli

from portal.baking.shelf import Shelf


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        opened = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
            self.headers.get("Content-Encoding", ""), bytes
        )
        return opened(self.body).decode()


def ask(application: Callable[..., Any], path: str, method: str = "GET", body: bytes = b"", **more: Any) -> Answer:
    """`more` are keys of the WSGI environment: HTTP_COOKIE, QUERY_STRING, …"""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        **more,
    }
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    answer = application(environ, lambda status, headers, *_: begun.append((status, headers)))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    ((status, headers),) = begun
    assert len({key.lower() for key, _value in headers if key != "Set-Cookie"}) == len(
        [key for key, _value in headers if key != "Set-Cookie"]
    ), "a header twice"
    # Each answer has a number of its own, so no two have the same headers.
    same = {key: value for key, value in headers if key != "X-Request-ID"}
    return Answer(int(status.split()[0]), same, content)


class Counted:
    """An application that knows what it was asked."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.asked.append(environ["PATH_INFO"])
        return self.application(environ, start)


def rows_of(shelf: Shelf) -> Iterator[bytes]:
    """All that the store holds, compressed bodies opened."""
    for row in shelf._connection().execute("SELECT * FROM pages"):
        for value in row:
            yield value if isinstance(value, bytes) else str(value).encode()
        yield gzip.decompress(row[4]) if row[4] else b""
        yield brotli.decompress(row[5]) if row[5] else b""
    for table in ("tags", "emptied"):
        for row in shelf._connection().execute(f"SELECT * FROM {table}"):  # noqa: S608
            yield repr(row).encode()


def files_of(shelf: Shelf) -> Iterator[bytes]:
    """Every byte on the disk, also of rows that were thrown away."""
    for file in Path(shelf.folder).iterdir():
        yield file.read_bytes()
