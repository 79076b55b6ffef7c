"""Load: wrk where it is installed, else sixteen raw sockets of our own in a process that does nothing but ask."""

import re
import selectors
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CONNECTIONS = 16
SECONDS = 4.0


def get(port: int, path: str, **headers: str) -> bytes:
    """One whole answer, head and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request(path, Connection="close", **headers))
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


def request(path: str, body: bytes | None = None, **headers: str) -> bytes:
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def rate(port: int, path: str, script: str = "", seconds: float = SECONDS, **headers: str) -> tuple[float, int]:
    """(answers a second, answers in all); with `script`, Lua of wrk, each request is what it makes."""
    if not has_wrk():
        return _own_rate(port, request(path, **headers), seconds)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        if script:
            file.write(script)
            file.flush()
            command += ["-s", file.name]
        done = subprocess.run([*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    if failed:
        raise RuntimeError(f"{path}: {failed[0]}")
    total, took = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout).groups()  # type: ignore[union-attr]
    return float(int(total)) / float(took), int(total)


def _own_rate(port: int, message: bytes, seconds: float) -> tuple[float, int]:
    """Every answer to the same question has the same length, so nothing needs to be read but that many bytes."""
    with socket.create_connection(("127.0.0.1", port)) as first:
        first.sendall(message)
        time.sleep(0.5)
        length = len(first.recv(1 << 22))
    answered, waiting = 0, {}
    chooser = selectors.DefaultSelector()
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    for connection in connections:
        chooser.register(connection, selectors.EVENT_READ)
        connection.sendall(message)
        waiting[connection] = length
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        for key, _events in chooser.select(0.1):
            connection = key.fileobj  # type: ignore[assignment]
            waiting[connection] -= len(connection.recv(1 << 20))
            if waiting[connection] <= 0:
                answered += 1
                waiting[connection] = length
                connection.sendall(message)
    for connection in connections:
        connection.close()
    return answered / (time.monotonic() - began), answered


@contextmanager
def trickle(port: int, messages: Iterator[bytes], per_second: float) -> Iterator[list[int]]:
    """Sends messages evenly in the background; the list holds the status of each answer."""
    statuses: list[int] = []
    done = threading.Event()

    def send() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            due = time.monotonic()
            for message in messages:
                if done.wait(max(0.0, due - time.monotonic())):
                    return
                connection.sendall(message)
                statuses.append(int(connection.recv(65536)[9:12]))
                due += 1 / per_second

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield statuses
    finally:
        done.set()
        sender.join()
