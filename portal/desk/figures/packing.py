"""Columns of rows as bytes: smaller than the rows, and read at once instead of value by value. Pure.

A column is of numbers (or None), of ids (0 for none), of flags or of words; each word stands once in the head.
"""

import json
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from math import isnan, nan
from typing import Any, Literal

Kind = Literal["number", "id", "flag", "word"]
CODES: dict[Kind, str] = {"number": "d", "id": "q", "flag": "b", "word": "H"}
ORDER: Literal["little"] = "little"
LENGTH = 4


def pack(columns: Mapping[str, tuple[Kind, Sequence[Any]]]) -> bytes:
    """All of them are equally long."""
    heads, bodies = [], []
    for name, (kind, values) in columns.items():
        words = sorted(set(values)) if kind == "word" else []
        places = {word: number for number, word in enumerate(words)}
        code: Callable[[Any], Any] = {
            "number": lambda value: nan if value is None else value,
            "word": places.__getitem__,
        }.get(kind, lambda value: value or 0)
        body = array(CODES[kind], map(code, values))
        if sys.byteorder != ORDER:
            body.byteswap()
        bodies.append(body.tobytes())
        heads.append([name, kind, len(bodies[-1]), words])
    head = json.dumps(heads).encode()
    return b"".join((len(head).to_bytes(LENGTH, ORDER), head, *bodies))


class Packed:
    """What was packed; a column is unpacked when it is asked for."""

    def __init__(self, data: bytes | memoryview) -> None:
        self.data = memoryview(data)
        place = LENGTH + int.from_bytes(self.data[:LENGTH], ORDER)
        self.heads: dict[str, tuple[Kind, int, int, list[str]]] = {}
        for name, kind, length, words in json.loads(bytes(self.data[LENGTH:place])):
            self.heads[name] = kind, place, length, words
            place += length

    def __len__(self) -> int:
        kind, _place, length, _words = next(iter(self.heads.values()))
        return length // array(CODES[kind]).itemsize

    def column(self, name: str) -> list[Any]:
        """Raises KeyError."""
        kind, place, length, words = self.heads[name]
        values = array(CODES[kind])
        values.frombytes(self.data[place : place + length])
        if sys.byteorder != ORDER:
            values.byteswap()
        if kind == "number":
            return [None if isnan(value) else value for value in values]
        if kind == "word":
            return [words[value] for value in values]
        return list(map(bool, values)) if kind == "flag" else values.tolist()

    def rows(self, names: Sequence[str], wanted: Mapping[str, frozenset[Any]]) -> list[tuple[Any, ...]]:
        """Those whose columns hold one of the values wanted."""
        found = zip(*map(self.column, names), strict=True)
        if not wanted:
            return list(found)
        masks = [[value in allowed for value in self.column(name)] for name, allowed in wanted.items()]
        return list(compress(found, map(all, zip(*masks, strict=True))))
