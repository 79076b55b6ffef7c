"""What a client sent and what was acknowledged: on the disk before it sends, and before it believes an answer."""

import os
import threading
from pathlib import Path


class Ledger:
    """Lines of "sent KEY" and "acknowledged KEY"; reading it needs nothing but the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def write(self, word: str, key: str) -> None:
        with self.lock:
            os.write(self.file, f"{word} {key}\n".encode())
            os.fsync(self.file)

    def sent(self, key: str) -> None:
        self.write("sent", key)

    def acknowledged(self, key: str) -> None:
        self.write("acknowledged", key)

    def keys(self, word: str) -> set[str]:
        lines = (line.split(" ", 1) for line in self.path.read_text().splitlines())
        return {key for said, key in lines if said == word}

    def in_doubt(self) -> set[str]:
        return self.keys("sent") - self.keys("acknowledged")

    def close(self) -> None:
        os.close(self.file)
