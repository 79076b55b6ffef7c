"""Columns of rows as bytes: smaller than the rows, and read at once instead of value by value. Pure.

A column is of numbers (or None), of ids (0 for none), of flags or of words; each word stands once in the head.
"""

import json
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from math import isnan, nan
from typing import Any, Literal

from portal.desk.figures.columns import Columns, Rows, narrowed

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
        if kind == "id" and body and min(body) >= 0:
            body = array(smallest(max(body)), body)
        if sys.byteorder != ORDER:
            body.byteswap()
        bodies.append(body.tobytes())
        heads.append([name, kind, len(bodies[-1]), words, body.typecode])
    head = json.dumps(heads).encode()
    return b"".join((len(head).to_bytes(LENGTH, ORDER), head, *bodies))


def smallest(highest: int) -> str:
    """The code of the shortest numbers that hold it: most ids need two or four bytes of eight."""
    return next(code for code in "BHIQ" if highest < 256 ** array(code).itemsize)


class Packed:
    """What was packed; a column is unpacked when it is asked for."""

    def __init__(self, data: bytes | memoryview) -> None:
        self.data = memoryview(data)
        place = LENGTH + int.from_bytes(self.data[:LENGTH], ORDER)
        self.heads: dict[str, tuple[Kind, str, int, int, list[str]]] = {}
        for name, kind, length, words, *code in json.loads(bytes(self.data[LENGTH:place])):
            self.heads[name] = kind, code[0] if code else CODES[kind], place, length, words
            place += length

    def __len__(self) -> int:
        _kind, code, _place, length, _words = next(iter(self.heads.values()))
        return length // array(code).itemsize

    def column(self, name: str) -> Sequence[Any]:
        """Flags come as bytes of 0 and 1, all else as a list. Raises KeyError."""
        kind, code, place, length, words = self.heads[name]
        if kind == "flag":
            return bytes(self.data[place : place + length])
        values = array(code)
        values.frombytes(self.data[place : place + length])
        if sys.byteorder != ORDER:
            values.byteswap()
        found: list[Any] = values.tolist()
        if kind == "word":
            return [words[value] for value in found] if len(words) > 1 else words * len(found)
        # A sum with a NaN in it is one.
        if kind == "number" and isnan(sum(found)):
            return [value if value == value else None for value in found]
        return found

    def columns(self, names: Sequence[str], wanted: Mapping[str, frozenset[Any]]) -> Columns:
        """Of the rows whose columns hold one of the values wanted."""
        found = [self.column(name) for name in names]
        if not wanted:
            return found
        masks = [[value in allowed for value in self.column(name)] for name, allowed in wanted.items()]
        return narrowed(found, masks[0] if len(masks) == 1 else list(map(all, zip(*masks, strict=True))))

    def rows(self, names: Sequence[str], wanted: Mapping[str, frozenset[Any]]) -> Rows:
        return list(zip(*self.columns(names, wanted), strict=True))
