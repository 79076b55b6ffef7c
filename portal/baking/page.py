"""A finished page: the bytes of each encoding and the headers that go with them, ready to be sent."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import brotli

from portal.baking.rules import LONGEST_SECONDS, Headers, encoding, still_has

SMALLEST_BYTES = 200  # shorter bodies only grow
# What describes the body has no place in an answer without one.
OF_THE_BODY = {"content-length", "content-encoding", "content-type", "content-language"}


@dataclass(frozen=True, slots=True)
class Baked:
    """What is stored: headers as Django sent them, the body plain and compressed (None where that gains nothing)."""

    headers: Headers
    plain: bytes
    gzip: bytes | None
    br: bytes | None
    tags: frozenset[str]
    baked_at: float


@dataclass(frozen=True, slots=True)
class Form:
    full: Headers
    unmodified: Headers
    body: list[bytes]


@dataclass(frozen=True, slots=True)
class Ready:
    """A page in the memory of a process: nothing is computed when it is sent."""

    tag: str
    forms: dict[str, Form]
    expires_at: float

    def answer(self, accepted: str, if_none_match: str) -> tuple[str, Headers, list[bytes]]:
        """Status, headers and body for a browser's Accept-Encoding and If-None-Match."""
        form = self.forms.get(encoding(accepted)) or self.forms[""]
        if if_none_match and still_has(if_none_match, self.tag):
            return "304 Not Modified", form.unmodified, []
        return "200 OK", form.full, form.body


def tag_of(body: bytes) -> str:
    """The part of the ETag that all encodings of a page share."""
    return blake2b(body, digest_size=12).hexdigest()


def baked(headers: Headers, body: bytes, tags: Iterable[str], now: float) -> Baked:
    small = len(body) < SMALLEST_BYTES
    pressed = None if small else gzip.compress(body, 9, mtime=0)
    best = None if small else brotli.compress(body, mode=brotli.MODE_TEXT, quality=9)
    return Baked(headers, body, pressed, best, frozenset(tags), now)


def ready(page: Baked) -> Ready:
    tag = tag_of(page.plain)
    bodies = {"": page.plain, "gzip": page.gzip, "br": page.br}
    forms = {name: _form(page.headers, name, body, tag) for name, body in bodies.items() if body is not None}
    return Ready(tag, forms, page.baked_at + LONGEST_SECONDS)


def _form(headers: Headers, name: str, body: bytes, tag: str) -> Form:
    changed = {"etag": f'"{tag}-{name}"' if name else f'"{tag}"', "content-length": str(len(body))}
    full = [(key, changed.get(key.lower(), value)) for key, value in headers]
    if name:
        full.append(("Content-Encoding", name))
    return Form(full, [(key, value) for key, value in full if key.lower() not in OF_THE_BODY], [body])
