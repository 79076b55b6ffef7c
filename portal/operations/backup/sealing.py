"""Encryption of a stream with a passphrase: AES-256-GCM in pieces, so a file of any size needs a mebibyte of memory.

Layout: MAGIC, salt (16), prefix (7), then pieces of 1 MiB + 16 bytes of tag, of which the last may be shorter. Each
piece's nonce is prefix + its number (4 bytes) + 1 for the last, else 0 (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015): pieces can't be changed, swapped or cut off. The key is scrypt's (RFC 7914).
"""

import io
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from portal.operations.backup.errors import Damaged, WrongPassphrase

MAGIC = b"AFTERCARE-SEALED-1\n"
PIECE = 1024 * 1024
TAG, SALT, PREFIX = 16, 16, 7
SHORTEST_PASSPHRASE = 12


def cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


class Sealing(io.RawIOBase):
    """Writes to `out` what is written to it, sealed. Whole only after close(), which leaves `out` open."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        salt, self._prefix = secrets.token_bytes(SALT), secrets.token_bytes(PREFIX)
        self._out, self._cipher, self._number = out, cipher(passphrase, salt), 0
        self._head = MAGIC + salt + self._prefix
        self._waiting = bytearray()
        out.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self._waiting += data
        # One piece always waits: only close() knows which is the last.
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = self._prefix + self._number.to_bytes(4, "big") + bytes([is_last])
        self._out.write(self._cipher.encrypt(nonce, piece, self._head))
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
            super().close()


class Unsealing(io.RawIOBase):
    """Reads what Sealing wrote; `source` stands behind MAGIC. Raises WrongPassphrase and Damaged."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        salt, self._prefix = source.read(SALT), source.read(PREFIX)
        if len(self._prefix) != PREFIX:
            raise Damaged("The file ends within its first bytes.")
        self._head = MAGIC + salt + self._prefix
        self._source, self._cipher, self._number = source, cipher(passphrase, salt), 0
        self._open, self._place = b"", 0
        self._next = source.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, place: memoryview) -> int:  # type: ignore[override]
        while self._place == len(self._open) and self._next:
            self._unseal()
        part = self._open[self._place : self._place + len(place)]
        place[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _unseal(self) -> None:
        piece, self._next = self._next, self._source.read(PIECE + TAG)
        nonce = self._prefix + self._number.to_bytes(4, "big") + bytes([not self._next])
        try:
            self._open, self._place = self._cipher.decrypt(nonce, piece, self._head), 0
        except InvalidTag:
            if self._number == 0:
                raise WrongPassphrase(
                    "The passphrase is not the one this backup was made with, or its first bytes are damaged."
                ) from None
            raise Damaged(f"The file is damaged or cut off near byte {self._number * (PIECE + TAG):,}.") from None
        self._number += 1
