"""Each withdrawal carries the hash of the one before it: a row that is changed or taken out shows. Pure.

hash = SHA-256 of the canonical JSON {"content": <SHA-256 of the canonical JSON of the statement>, "moment":
"2026-11-23T11:00:00+01:00", "position": 7, "previous": <hash of number 6>}. Canonical: UTF-8, keys in order, no
spaces. The statement goes in as its own hash: its words can be erased when their time is over, and the chain holds.
"""

import hashlib
import json
from typing import Any

# What the first one carries.
START = "0" * 64


def canonical(value: dict[str, Any]) -> bytes:
    """RFC 8785 for what we keep: text, whole numbers, true and false, lists and objects."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of_content(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def link(position: int, previous: str, content_hash: str, moment: str) -> str:
    """`moment`: ISO 8601 to the second with its UTC offset."""
    linked = {"position": position, "previous": previous, "content": content_hash, "moment": moment}
    return hashlib.sha256(canonical(linked)).hexdigest()
