"""Every address, its parameters, its headers and the fields of its forms get strings that break programs, in every
run of the tests: each input some of them, chosen by its name, so that over all inputs each string has its turn.

`make naughty` walks the drawn pages and sends each string to each input; it takes hours.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

import pytest

from tests.house.access.conftest import House
from tests.house.access.walking import unpainted
from tests.house.naughty.doors import Asker, Door, Noted, doors, look_at
from tests.house.naughty.finding import Control, Form
from tests.house.naughty.judging import faults_of, kept_whole, lost
from tests.house.naughty.sending import COOKIES, HEADERS, in_an_address, printable, sendable
from tests.house.naughty.strings import CLASSES, POLYGLOTS, RICH, some_for
from tests.house.naughty.world import poison

pytestmark = pytest.mark.django_db
# Wagtail's own, to which a page in a browser always sends more than the fields that its form has: `make naughty` and
# the journeys send them whole.
WHOLE_ONLY = re.compile(
    r"admin/(pages/(add|.*(edit|revert))|translation/submit|users/copy|failwhale|test404|redirects/import/process)"
)


MANY = 60
# Wagtail keeps searches and the names of machines in small letters.
SMALL = {"query_string", "hostname"}


class Walk:
    """The doors with what was found at them, and what did not hold."""

    def __init__(self, house: House) -> None:
        self.asker = Asker(house)
        self.tried: Counter[str] = Counter()
        self.faults: list[str] = []
        self.poisoned = poison()
        self.doors: list[Door] = []
        seen: set[str] = set()
        with unpainted():
            for door in doors(house):
                # What Anna saw need not be seen by a stranger too.
                if door.place.pattern not in seen and self.opens(door, seen):
                    self.doors.append(door)
        asked = Counter(name for door in self.doors for name in door.asked)
        for place, door in enumerate(self.doors):
            # What a middleware asks at every door is asked at some.
            door.asked = {name for name in door.asked if asked[name] < MANY or place % 10 == 0}

    def opens(self, door: Door, seen: set[str]) -> bool:
        answers = look_at(self.asker, door)
        if answers[0].answer.status == 200:
            seen.add(door.place.pattern)
        broken = [each for each in answers if each.answer.status >= 500 and not WHOLE_ONLY.search(door.place.pattern)]
        self.faults += [f"{door.letter} {door.path} as it is: {each.raised}" for each in broken]
        return not broken and not WHOLE_ONLY.search(door.place.pattern)

    def judge(self, what: str, door: Door, seen: Noted) -> None:
        self.tried[what.split(" ", 1)[0]] += 1
        said = faults_of(Drawn(seen), set())
        self.faults += [f"{what} of {door.letter} {door.place.pattern}: {each} {seen.raised}" for each in said]

    def ask(self, what: str, door: Door, method: str, data: Any = None, query: str = "", **headers: Any) -> Noted:
        seen = self.asker.ask(door, method, data, query, **headers)
        self.judge(what, door, seen)
        return seen


class Drawn:
    """An answer as judging knows them."""

    streaming = False

    def __init__(self, seen: Noted) -> None:
        self.status_code, self.content, self.failed_later = seen.answer.status, seen.answer.body, ""
        self.headers = {name.title(): value for name, value in seen.answer.headers.items()}

    def has_header(self, name: str) -> bool:
        return name in self.headers

    def get(self, name: str, default: str = "") -> str:
        return self.headers.get(name, default)

    def __getitem__(self, name: str) -> str:
        return self.headers[name]

    def items(self) -> Iterable[tuple[str, str]]:
        return self.headers.items()


@pytest.fixture(scope="module")
def walk(house: House) -> Iterator[Walk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.reading.limits.Limit.reached", lambda *args, **named: False)
        yield Walk(house)


@pytest.fixture(autouse=True)
def nobody_was_here_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the cast come from one address."""
    monkeypatch.setattr("kb.reading.limits.Limit.reached", lambda *args, **named: False)


def nothing_found(walk: Walk) -> None:
    found, walk.faults = walk.faults, []
    assert not found, "\n".join(found)


def one_for(door: Door, name: str) -> str:
    ((_kind, text),) = some_for(f"{door.place.pattern} {name}", 1)
    return text


def markup_for(door: Door, name: str) -> str:
    return POLYGLOTS[crc32(f"{door.place.pattern} {name}".encode()) % len(POLYGLOTS)]


def asked_with(names: Iterable[str], texts: Iterable[str]) -> str:
    return "?" + "&".join(
        f"{in_an_address(name)}={in_an_address(text)}" for name, text in zip(names, texts, strict=True)
    )


def test_doors_fields_and_parameters_are_found(walk: Walk) -> None:
    nothing_found(walk)
    assert len(walk.doors) > 350
    assert sum(len(door.fields) for door in walk.doors) > 600
    assert sum(len(door.parameters) for door in walk.doors) > 900
    assert walk.poisoned > 40


def test_every_parameter_takes_anything(walk: Walk) -> None:
    """One at a time at our own views, at Wagtail's all at once: each of them has the same."""
    known = set()
    with unpainted():
        for door in walk.doors:
            names = sorted(door.parameters)
            if not names:
                continue
            walk.ask("parameters", door, "GET", query=asked_with(names, [one_for(door, name) for name in names]))
            for name in names if door.is_ours else ():
                if (door.place.callback, name) not in known:
                    known.add((door.place.callback, name))
                    walk.ask(f"parameter {name}", door, "GET", query=asked_with([name], [one_for(door, name)]))
    nothing_found(walk)
    assert walk.tried["parameter"] > 100


def test_every_field_takes_anything(walk: Walk) -> None:
    """One at a time is strange at our own forms, the others as the page has them; then all are, each its own way."""
    with unpainted():
        for door in walk.doors:
            together = {name: sendable(one_for(door, name)) for name in door.fields}
            if not together:
                continue
            if not door.is_ours:
                walk.ask("fields at once", door, "POST", together)
            for name in together if door.is_ours else ():
                walk.ask(f"field {name}", door, "POST", {**door.values, name: together[name]})
    nothing_found(walk)
    assert walk.tried["field"] > 250


def test_what_is_typed_is_kept_letter_by_letter_or_refused_with_a_word(walk: Walk) -> None:
    kept, refused = 0, 0
    with unpainted():
        for door in walk.doors:
            texts = {
                name: f"zq{number} {RICH}"[: most or None] for number, (name, most) in enumerate(door.text.items())
            }
            for _again in range(2):
                if not texts:
                    break
                seen = walk.ask("rich", door, "POST", {**door.values, **texts})
                wrong = seen.refused
                if not wrong:
                    halves = [
                        name
                        for name, text in texts.items()
                        if name not in SMALL and kept_whole(seen.written, text) is False
                    ]
                    walk.faults += [f"{door.place.pattern} {name}: kept in part" for name in halves]
                    kept += sum(kept_whole(seen.written, text) is True for text in texts.values())
                    break
                refused += 1
                texts = {name: text for name, text in texts.items() if name not in wrong}
    nothing_found(walk)
    assert kept > 40
    assert refused > 20


def test_markup_in_fields_and_parameters_is_drawn_as_text(walk: Walk) -> None:
    """On pages that show markup people wrote as well: half of ours and a few of Wagtail's, chosen by their address.

    All of them are drawn by `make naughty`, fifty by Chromium.
    """
    for door in walk.doors:
        if crc32(door.place.pattern.encode()) % (2 if door.is_ours else 16):
            continue
        names = sorted(door.parameters)
        walk.ask("drawn", door, "GET", query=asked_with(names, [markup_for(door, name) for name in names]))
        typed = {name: markup_for(door, name)[: door.text[name] or None] for name in door.text}
        if typed:
            seen = walk.ask("drawn", door, "POST", {**door.values, **typed})
            form = Form(door.path, door.path, "post", tuple(Control(name, "text", "") for name in typed))
            for name, text in typed.items():
                forgotten = lost(form, name, text, Drawn(seen)) if name in seen.refused else ""
                walk.faults += [f"{door.place.pattern}: typed and lost: {forgotten}"] if forgotten else []
    nothing_found(walk)
    assert walk.tried["drawn"] > 60


def test_every_part_of_an_address_takes_anything(walk: Walk) -> None:
    with unpainted():
        for door in walk.doors:
            if "<" not in door.place.pattern or "(" in door.place.pattern:
                continue
            text = one_for(door, "address")
            parts = re.split(r"<[^>]+>", door.place.pattern)
            places = [in_an_address(text), *("1" for _part in parts[2:])]
            path = "/" + "".join(part + place for part, place in zip(parts, [*places, ""], strict=True))
            there = Door(door.place, door.letter, path)
            walk.ask("address", there, "GET")
    nothing_found(walk)
    assert walk.tried["address"] > 100


@pytest.mark.parametrize("pattern", ["", "cases/", "help/search/", "admin/cases/", "orders/<slug:slug>/", "theme.css"])
def test_every_header_and_cookie_takes_anything(walk: Walk, pattern: str) -> None:
    door = next(door for door in walk.doors if door.place.pattern == pattern)
    with unpainted():
        for name in (*HEADERS, *COOKIES):
            value = printable(one_for(door, name))
            headers = {"HTTP_COOKIE": f'{name}="{value}"'} if name in COOKIES else {meta(name): value}
            walk.ask(f"header {name}", door, "GET", **headers)
    nothing_found(walk)


def meta(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")


def test_all_strings_have_their_turn(walk: Walk) -> None:
    used = {
        one_for(door, name)
        for door in walk.doors
        for name in {*door.parameters, *(door.fields if door.is_ours else ())}
    }
    assert used >= {text for texts in CLASSES.values() for text in texts}
