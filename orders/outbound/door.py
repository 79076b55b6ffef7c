"""Asking another machine: the address was looked at and is kept, no redirect, a limit on time and on size.

Neither ~/.netrc nor a proxy of the environment sees the request. One Door is for one thread; it keeps its connection,
so many questions to one host cost one handshake.
"""

import json
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import Any
from urllib.parse import urlencode

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Timeout, make_headers

from orders.outbound.addresses import NotReached, Place, Rules, place_of, resolve

AGENT = "Aftercare"
CHUNK = 1 << 16


class TooSlow(NotReached):
    """The whole answer took longer than it may."""


class TooLarge(NotReached):
    """More bytes than we read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two packets and for the whole answer; bytes of the answer once unpacked."""

    connect: float = 5.0
    pause: float = 10.0
    whole: float = 10.0
    size: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Watch:
    """Ends a connection at its time, also one that gives a byte now and then: no timeout of a socket does."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.is_over = False

    def cut(self) -> None:
        self.is_over = True
        if self.sock is not None:
            with suppress(OSError):
                # The socket's own, not SSLSocket's, which takes the session from whoever is reading.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class Door:
    def __init__(self, limits: Limits, rules: Rules | None = None) -> None:
        self.limits, self.rules, self.watch = limits, rules or Rules(), Watch()
        self.pools: dict[tuple[str, str, int], list[urllib3.HTTPConnectionPool]] = {}

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | bytes | None = None,
        document: Any = None,
        keep: int | None = None,
    ) -> Answer:
        """Whatever was answered, also a redirect, which nobody follows. Raises NotReached and its kinds.

        `data` is a form or finished bytes, `document` goes as JSON. `keep`: read this many bytes at most and leave the
        rest; without it an answer above the limit is refused.
        """
        place = place_of(f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url, self.rules)
        sent = {"Host": place.header, "User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        sent |= dict(headers or {})
        if auth:
            sent["Authorization"] = make_headers(basic_auth=":".join(auth))["authorization"]
        body, kind = as_body(data, document)
        if kind:
            sent.setdefault("Content-Type", kind)
        began = time.monotonic()
        self.watch.is_over = False
        timer = Timer(self.limits.whole, self.watch.cut)
        timer.daemon = True
        timer.start()
        try:
            return self._go(place, method, body, sent, keep)
        except urllib3.exceptions.NewConnectionError:
            raise NotReached("nobody answers there") from None
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if self.watch.is_over or isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError):
                seconds = round(time.monotonic() - began)
                raise TooSlow(f"no whole answer in {seconds} seconds") from None
            raise NotReached(type(error).__name__) from None
        finally:
            timer.cancel()

    def _go(
        self, place: Place, method: str, body: bytes | None, headers: Mapping[str, str], keep: int | None
    ) -> Answer:
        pools = self._pools(place)
        answer = None
        for pool in list(pools):
            try:
                answer = pool.urlopen(
                    method, place.target, body=body, headers=headers, retries=False, redirect=False,
                    assert_same_host=False, preload_content=False,
                )  # fmt: skip
                break
            except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
                # Another address of the same host may answer; nothing was sent yet.
                pools.remove(pool)
                if not pools:
                    self.pools.pop((place.scheme, place.host, place.port), None)
                    raise
        assert answer is not None  # noqa: S101 - a pool answered or raised
        try:
            return Answer(answer.status, answer.headers, self._read(answer, keep))
        finally:
            # Read to its end the connection may be used again; else it is closed.
            answer.close() if answer.length_remaining else answer.release_conn()

    def _read(self, answer: urllib3.BaseHTTPResponse, keep: int | None) -> bytes:
        parts, size, most = [], 0, self.limits.size if keep is None else keep
        while part := answer.read(CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > most:
                answer.close()
                if keep is None:
                    raise TooLarge(f"the answer is larger than {most} bytes")
                break
        if self.watch.is_over:
            # An answer without a length looks finished when it is cut.
            raise TimeoutError
        return b"".join(parts)[:most]

    def _pools(self, place: Place) -> list[urllib3.HTTPConnectionPool]:
        """One for each address the host had when it was asked first; none is looked up again (DNS rebinding)."""
        key = (place.scheme, place.host, place.port)
        if key not in self.pools:
            self.pools[key] = [self._pool(place, address) for address in resolve(place, self.rules)]
        return self.pools[key]

    def _pool(self, place: Place, address: str) -> urllib3.HTTPConnectionPool:
        timeout, watch = Timeout(connect=self.limits.connect, read=self.limits.pause), self.watch

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                watch.sock = self.sock

        class Safe(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                watch.sock = self.sock

        if place.scheme == "http":
            pool = urllib3.HTTPConnectionPool(address, place.port, timeout=timeout, maxsize=1)
            pool.ConnectionCls = Plain
            return pool
        safe = urllib3.HTTPSConnectionPool(
            address, place.port, timeout=timeout, maxsize=1, ssl_context=trusted(), server_hostname=place.host,
            assert_hostname=place.host,
        )  # fmt: skip
        safe.ConnectionCls = Safe
        return safe


def trusted() -> ssl.SSLContext:
    """Certificates as Mozilla trusts them; the name in it must be the host's, whatever address we went to."""
    return ssl.create_default_context(cafile=certifi.where())


def as_body(data: Mapping[str, Any] | bytes | None, document: Any) -> tuple[bytes | None, str]:
    if document is not None:
        return json.dumps(document).encode(), "application/json"
    if data is None or isinstance(data, bytes):
        return data, ""
    return urlencode(data).encode(), "application/x-www-form-urlencoded"
