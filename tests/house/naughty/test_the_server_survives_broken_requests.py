"""Requests that are none, over a socket to the server as it runs in a shop: refused or cut off, and it lives on."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.migrated import TEMPLATE

HEAD = b"Host: localhost\r\nConnection: close\r\n"
# Never reached: one that hides behind another request's body would be.
HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
INVALID = {
    "no line at all": b"\r\n\r\n\r\n",
    "binary": bytes(range(256)) * 4,
    "no version": b"GET /healthz\r\n\r\n",
    "version 9": b"GET /healthz HTTP/9.9\r\n" + HEAD + b"\r\n",
    "two spaces": b"GET  /healthz  HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a control character in the path": b"GET /\x01\x02 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a NUL in a header": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: a\0b\r\n\r\n",
    "a folded header": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: a\r\n b\r\n\r\n",
    "a space before the colon": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A : a\r\n\r\n",
    "a bare CR": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: a\rX-B: b\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n" + HEAD + b"\r\n",
    "two lengths": b"POST /hooks/generic/ HTTP/1.1\r\n"
    + HEAD
    + b"Content-Length: 5\r\nContent-Length: 60\r\n\r\nhello"
    + HIDDEN,
    "a negative length": b"POST /hooks/generic/ HTTP/1.1\r\n" + HEAD + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "a length with a plus": b"POST /hooks/generic/ HTTP/1.1\r\n" + HEAD + b"Content-Length: +5\r\n\r\nhello" + HIDDEN,
    "a huge length": b"POST /hooks/generic/ HTTP/1.1\r\n" + HEAD + b"Content-Length: 99999999999999999999999\r\n\r\nx",
    "length and chunks": b"POST /hooks/generic/ HTTP/1.1\r\n"
    + HEAD
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + HIDDEN,
    "chunks by another name": b"POST /hooks/generic/ HTTP/1.1\r\n"
    + HEAD
    + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
    + HIDDEN,
    "chunks twice": b"POST /hooks/generic/ HTTP/1.1\r\n"
    + HEAD
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
    + HIDDEN,
    "a chunk that is no number": b"POST /hooks/generic/ HTTP/1.1\r\n"
    + HEAD
    + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
    "a chunk without an end": b"POST /hooks/generic/ HTTP/1.1\r\n"
    + HEAD
    + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nx",
    "a name of 100 kB": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X" * 100_000 + b": 1\r\n\r\n",
    "an address of 1 MB": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    "ten thousand headers": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: 1\r\n" * 10_000 + b"\r\n",
    "a proxy's request": b"GET http://evil.example/healthz HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "TLS": bytes.fromhex("16030100") + bytes(200),
    "the second version": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "half a request": b"GET /healthz HTT",
}
VALID = {
    "plain": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n",
    "an old version": b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n",
    "headers in capitals": b"GET /healthz HTTP/1.1\r\nHOST: localhost\r\nCONNECTION: close\r\n\r\n",
    "chunks": b"POST /hooks/generic/ HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "an empty header": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A:\r\n\r\n",
    "only a head": b"HEAD /healthz HTTP/1.1\r\n" + HEAD + b"\r\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": "only for this server " * 4,
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}",
        "CACHE_URL": "locmemcache://",
        "MAIL_URL": f"filemail:///{folder / 'mail'}",
        "PAGE_STORE": "off",
    }
    if Path(TEMPLATE).is_file():
        shutil.copy(TEMPLATE, folder / "shop.sqlite3")
    for step in (["migrate"], ["collectstatic", "--noinput"]):
        subprocess.run([sys.executable, "manage.py", *step, "-v0"], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--access-log", "portal.wsgi:application"]
    log = folder / "log"
    with (
        log.open("wb") as lines,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=lines, stderr=lines) as running,
    ):
        try:
            for _turn in range(600):
                if running.poll() is not None or b" 200 " in ask(port, VALID["plain"])[:20]:
                    break
                time.sleep(0.2)
            yield port, log
        finally:
            running.terminate()
            running.wait(30)


def ask(port: int, request: bytes, patience: float = 20) -> bytes:
    """Everything the server says until it hangs up, or has been silent for `patience` seconds."""
    heard = b""
    with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 5)) as line:
        line.settimeout(patience)
        with suppress(OSError):
            line.sendall(request)
        while part := line.recv(65536):
            heard += part
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(line.split()[1]) for line in heard.split(b"\r\n") if line.startswith(b"HTTP/1.")]


def test_no_broken_request_ends_the_server_or_hides_another(server: tuple[int, Path]) -> None:
    port, log = server
    assert statuses(ask(port, VALID["plain"])) == [200], log.read_text()[-2000:]
    for name, request in INVALID.items():
        answers = statuses(ask(port, request, 0.5))
        assert [status for status in answers if status >= 500] == [], name
        assert len(answers) <= 1, f"{name}: two answers to one request"
        assert statuses(ask(port, VALID["plain"])) == [200], f"the server is gone after: {name}"
    assert "smuggled" not in log.read_text()


@pytest.mark.parametrize("name", VALID)
def test_what_is_only_unusual_is_answered(server: tuple[int, Path], name: str) -> None:
    (status,) = statuses(ask(server[0], VALID[name]))
    assert status < 500
