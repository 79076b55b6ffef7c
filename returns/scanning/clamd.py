"""ClamAV's daemon by its INSTREAM command (clamd(8), https://docs.clamav.net/manual/Usage/ClamdProtocol.html).

"zINSTREAM\\0", then chunks of <length as 4 bytes, big end first><data>, a length of 0 at the end; it answers
"stream: OK\\0" or "stream: <name> FOUND\\0". Anything else, "INSTREAM size limit exceeded. ERROR" too, is no answer.
"""

import re
import socket
import struct
import time
from urllib.parse import urlsplit

CHUNK = 1 << 16
CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 30.0
LARGEST_ANSWER = 4096
FOUND = re.compile(r"stream: (.{1,200}) FOUND")


class NoVerdict(Exception):
    """The daemon is away, busy, or said something else: the file is as unknown as before."""


class Away(NoVerdict):
    """It answers nobody: the next file would wait as long and learn as little."""


def infection(content: bytes, url: str) -> str:
    """The name of what is in it, "" for nothing. Raises NoVerdict, and Away when nobody answers."""
    try:
        with connect(url) as sock:
            said = ask(sock, content)
    except OSError as error:
        raise Away(type(error).__name__) from None
    if said == "stream: OK":
        return ""
    if found := FOUND.fullmatch(said):
        return found[1]
    raise NoVerdict("not understood")


def connect(url: str) -> socket.socket:
    """tcp://host:3310 or unix:///path: the operator's own setting."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(CONNECT_SECONDS)
        try:
            sock.connect(parts.path)
        except OSError:
            sock.close()
            raise
        return sock
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=CONNECT_SECONDS)


def ask(sock: socket.socket, content: bytes) -> str:
    until = time.monotonic() + WHOLE_SECONDS
    sock.settimeout(WHOLE_SECONDS)
    try:
        sock.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            sock.sendall(struct.pack("!I", len(part)) + part)
        sock.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It may have hung up after saying why.
        pass
    said = b""
    while not said.endswith(b"\0") and len(said) < LARGEST_ANSWER:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        part = sock.recv(1024)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
