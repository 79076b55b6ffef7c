"""A mail server for faults: takes everything, is slow, puts off, refuses, or is away."""

import re
import socketserver
import threading
import time
from collections.abc import Callable
from contextlib import suppress

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
SLOW_SECONDS = 3.0


class Talk(socketserver.StreamRequestHandler):
    server: "Server"

    def handle(self) -> None:
        box = self.server.box
        if box.mood == "slow":
            time.sleep(SLOW_SECONDS)
        self.say(b"220 postbox")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper().strip()
            if word == b"QUIT":
                return self.say(b"221 bye")
            if word == b"RCPT" and box.mood in ("4xx", "5xx"):
                self.say(b"451 later" if box.mood == "4xx" else b"550 never")
            elif word == b"DATA":
                self.say(b"354 go on")
                self.take(b"".join(iter(self.rfile.readline, b".\r\n")))
            else:
                self.say(b"250 ok")
        return None

    def take(self, text: bytes) -> None:
        found = MESSAGE_ID.search(text)
        self.server.box.got.append(found[1].decode() if found else "")
        if self.server.box.once_taken:
            self.server.box.once_taken()
        self.say(b"250 kept")

    def say(self, line: bytes) -> None:
        with suppress(OSError):
            self.wfile.write(line + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True
    box: "Postbox"


class Postbox:
    """`got`: Message-IDs as they came; `once_taken` is called before the sender hears that it is kept."""

    def __init__(self, port: int) -> None:
        self.port, self.mood = port, "fine"
        self.got: list[str] = []
        self.once_taken: Callable[[], None] | None = None
        self.server: Server | None = None

    def open(self) -> None:
        if self.server is None:
            self.server = Server(("127.0.0.1", self.port), Talk)
            self.server.box = self
            threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
