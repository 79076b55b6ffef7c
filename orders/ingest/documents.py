"""Orders out of a JSON file piece by piece, however large it is: never more than one order and a block in memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from orders.ingest.problems import Problems
from orders.ingest.reading import MAX_ORDER_BYTES, BadData, inspect, json_decoder

BLOCK = 1 << 18
BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Found:
    """One order object: the line it begins in, its JSON path, and how far in the file we are (0 to 1)."""

    data: Any
    line: int
    place: str
    progress: float


def read_documents(path: Path, problems: Problems) -> Iterator[Found]:
    """One order, {"order": …}, {"orders": […]}, a list, or JSON lines of any of these."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from Splitter(file, path.stat().st_size or 1, problems).found()


class Splitter:
    """A window that slides over the text; `at` is the next character, `line` the line it stands in."""

    def __init__(self, file: TextIO, size: int, problems: Problems) -> None:
        self.file, self.size, self.problems = file, size, problems
        self.text, self.at, self.line = "", 0, 1
        self.is_done = False
        self.decoder = json_decoder()

    def more(self) -> bool:
        """Slide on by a block; False at the end of the file."""
        self.pass_over(self.at)
        self.text, self.at = self.text[self.at :], 0
        try:
            block = self.file.read(BLOCK)
        except UnicodeDecodeError as error:
            raise self.problems.fail(self.line, "", f"The text is not UTF-8 (near byte {error.start + 1}).") from None
        self.text += block
        self.is_done = not block
        return not self.is_done

    def pass_over(self, until: int) -> None:
        self.line += self.text.count("\n", 0, until)

    def peek(self) -> str:
        """The next character that is not blank; "" at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in BLANK:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> None:
        if self.peek() != expected:
            raise self.broken(f"{expected!r} was expected here, not {self.peek()!r}")
        self.at += 1

    def here(self) -> int:
        return self.line + self.text.count("\n", 0, self.at)

    def broken(self, what: str) -> Exception:
        return self.problems.fail(self.here(), "", f"Not JSON: {what}.")

    def value(self) -> Any:
        """The JSON value that begins here. Raises BadFile when it is none, or too large."""
        self.peek()
        while True:
            try:
                data, end = self.decoder.raw_decode(self.text, self.at)
                # A number or a word at the edge of the window may go on.
                if end < len(self.text) or self.is_done or self.text[end - 1] in '}]"':
                    break
            except json.JSONDecodeError as error:
                if self.is_done:
                    message = f"{error.msg} (column {error.colno})" if error.lineno == 1 else error.msg
                    line = self.line + error.lineno - 1
                    raise self.problems.fail(line, "", f"Not JSON: {message}.") from None
                if len(self.text) - self.at > MAX_ORDER_BYTES + BLOCK:
                    raise self.problems.fail(
                        self.here(), "", f"Not JSON, or an order larger than {MAX_ORDER_BYTES:,} characters."
                    ) from None
            except RecursionError:
                raise self.problems.fail(self.here(), "", "The JSON is nested too deeply.") from None
            self.more()
        if end - self.at > MAX_ORDER_BYTES:
            raise self.problems.fail(self.here(), "", f"The order is larger than {MAX_ORDER_BYTES:,} characters.")
        self.at = end
        return data

    def found(self) -> Iterator[Found]:
        if not self.peek():
            raise self.problems.fail(0, "", "The file is empty.")
        while opening := self.peek():
            if opening == "[":
                yield from self.items("$")
            elif opening == "{" and self.opens_a_list():
                yield from self.items("$.orders")
                self.skip_the_rest()
            else:
                yield from self.alone()

    def opens_a_list(self) -> bool:
        """Stands before {"orders": [ ; then the bracket is next."""
        while len(self.text) - self.at < 400 and self.more():
            continue
        text = "".join(self.text[self.at : self.at + 400].split())
        if not text.startswith('{"orders":['):
            return False
        self.take("{")
        self.at = self.text.index(":", self.at) + 1
        return True

    def skip_the_rest(self) -> None:
        """What follows the list inside its object, up to the closing brace."""
        while self.peek() == ",":
            self.take(",")
            self.value()
            self.take(":")
            self.value()
        self.take("}")

    def items(self, place: str) -> Iterator[Found]:
        self.take("[")
        number = 0
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            if found := self.one(f"{place}[{number}]"):
                yield found
            number += 1
            if self.peek() != ",":
                break
            self.take(",")
        self.take("]")

    def alone(self) -> Iterator[Found]:
        """One order, or an object around one or around a list that does not begin with it."""
        found = self.one("$")
        if not found or not isinstance(found.data, dict):
            if found:
                yield found
            return
        inside, many = found.data.get("order"), found.data.get("orders")
        if isinstance(inside, dict):
            yield Found(inside, found.line, "$.order", found.progress)
        elif isinstance(many, list):
            for number, data in enumerate(many):
                yield Found(data, found.line, f"$.orders[{number}]", found.progress)
        else:
            yield found

    def one(self, place: str) -> Found | None:
        """The next value, looked through for what no database keeps; a problem gives None."""
        self.peek()
        line = self.here()
        try:
            data = self.value()
            inspect(data, place)
        except BadData as error:
            self.problems.add(line, error.path if error.path != "$" else place, error.message)
            if self.at < len(self.text) and self.text[self.at] in "{[":
                self.problems.refuse()
            return None
        try:
            progress = min(1.0, self.file.buffer.tell() / self.size)
        except OSError:
            progress = 1.0
        return Found(data, line, place, progress)
