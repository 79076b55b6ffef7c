"""What has to notice a mutant: the same questions as the tests of this folder, those that fit its room first."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.house.access.cast import roles
from tests.house.access.conftest import House, keep_files_in
from tests.house.access.places import Place, every_place
from tests.house.access.table import letters_for, table, word_for
from tests.house.access.test_a_change_is_in_force_at_once import CASES
from tests.house.access.test_a_change_is_in_force_at_once import test_the_next_request_knows as knows
from tests.house.access.test_doors_say_who import DOORS
from tests.house.access.test_everybody_stops_at_their_door import asked, asks, wrong
from tests.house.access.test_foreign_is_as_missing import told_apart
from tests.house.access.walking import Walker, unpainted
from tests.house.access.world import make_world

# Gives what it found wrong; empty when all is as it should be.
Question = Callable[[], str]

# Addresses behind each room's doors.
ROOMS = {
    "kb/": ("help/", "widget/", "documents/", "media/", "sitemap.xml", "a/"),
    "orders/companies/": ("account/company/",),
    "orders/": ("orders/", "account/company/", "cases/new/return"),
    "returns/": ("cases/", "live/"),
    "portal/proactive/": ("offers/",),
    "portal/desk/reports/": ("admin/figures/", "admin/reports/surveys"),
    "portal/desk/customers/": ("admin/cases/customers/",),
    "portal/desk/": ("admin/cases/", "admin/live/"),
    "portal/live/": ("live/",),
    "portal/api/": ("api/",),
    "portal/callbacks/": ("callback/",),
    "portal/surveys/": ("survey/",),
    "portal/accounts/": ("admin/", "cases/<slug:reference>/files", "live/desk"),
}


@contextlib.contextmanager
def prepared(folder: Path, fill: Callable[[Any], None]) -> Iterator[House]:
    """The world in this process's memory, which its children get a copy of."""
    settings.EMAIL_BACKEND = "portal.notifications.backend.RowBackend"
    fill(connection)
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        keep_files_in(folder, patch)
        patch.setattr("kb.reading.limits.Limit.reached", lambda *args, **named: False)
        world = make_world()
        yield House(world, roles(world.users, world.order), Walker())


def by_themselves(file: str, house: House) -> list[Question]:
    """Quick, and enough for most: first those that call what stands in this file."""
    names = set(re.findall(r"(?:def|class) (\w+)", Path(file).read_text()))
    near = sorted(DOORS, key=lambda door: len(names & set(door.__code__.co_names)), reverse=True)
    return [partial(door_says, house, door) for door in near]


def at_addresses(file: str, house: House) -> list[Question]:
    """What fits the file's room: first those who were turned away, for who comes in now is found at once."""
    room = max((room for room in ROOMS if file.startswith(room)), key=len)
    places = [place for place in every_place() if place.pattern.startswith(ROOMS[room])]
    found: list[Question] = [
        partial(at_once, house, name)
        for name, (_letter, path, _change) in CASES.items()
        if path.lstrip("/").startswith(ROOMS[room])
    ]
    cells = [
        (place, letter, column) for place in places for letter in letters_for(place) for column in asks(place, letter)
    ]
    cells.sort(key=is_in)
    found += [partial(as_the_table_says, house, *cell) for cell in cells]
    found += [
        partial(as_missing, house, place, letter)
        for place in places
        if place.is_somebodys and not place.pattern.startswith("admin/") and not {"token", "code"} & set(place.names)
        for letter in set("BG") & set(letters_for(place))
        if word_for(table()[place.pattern]["GET"], letter) != "in"
    ]
    return [*found, partial(hidden_stays_hidden, house)]


def is_in(cell: tuple[Place, str, str]) -> bool:
    place, letter, column = cell
    return word_for(table()[place.pattern].get(column) or table()[place.pattern]["GET"], letter) == "in"


def door_says(house: House, door: Callable[[House], None]) -> str:
    """What it says wrong; a test that ends in an error has noticed as well."""
    try:
        door(house)
    except Exception as error:
        return f"{door.__name__}: {type(error).__name__}"
    return ""


def at_once(house: House, name: str) -> str:
    try:
        knows(house, name)
    except AssertionError as error:
        return f"{name}: {error}"
    return ""


def as_the_table_says(house: House, place: Place, letter: str, column: str) -> str:
    with unpainted():
        return wrong(place, letter, column, asked(house, place, letter, column))


def as_missing(house: House, place: Place, letter: str) -> str:
    return "; ".join(told_apart(house, letter, "GET", place, house.world.anna))


def hidden_stays_hidden(house: House) -> str:
    path = "/help/returns/staff-only/"
    shown = "".join(letter for letter in house.roles if house.ask(letter, "GET", path).status == 200)
    return "" if shown == "MTSEPR" else f"{path} is shown to {shown}"


WORKERS = int(os.environ.get("MUTANTS_AT_ONCE", "2"))
