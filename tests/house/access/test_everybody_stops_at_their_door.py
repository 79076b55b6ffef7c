"""R1, R2, R11: every address, method and operation of the API, asked by everybody, answers as matrix.csv says.

Each of the cast asks each address by GET and by one of the six other methods, another one for every address; the API's
keys and MATRIX=whole ask by all of them. `make access-table` writes the table anew: read the difference.
"""

import json
import os
from zlib import crc32

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.house.access.cast import CAST, KEYS
from tests.house.access.conftest import House
from tests.house.access.places import Place, every_place, path_to
from tests.house.access.table import COLUMNS, OTHERS, columns_of, letters_for, table, word_for, write, written
from tests.house.access.walking import Answer, unpainted
from tests.house.test_every_address_has_an_owner import row_of
from tests.house.test_every_address_has_an_owner import table as owners

WHOLE = os.environ.get("MATRIX") == "whole"
LEAST = 15_000


def asks(place: Place, letter: str) -> list[str]:
    """What this one asks this address in this run: columns of the table, and methods it has none for."""
    other = ["POST", *OTHERS][crc32(f"{place.pattern}{letter}".encode()) % (1 + len(OTHERS))]
    missing = place.is_somebodys and (WHOLE or not place.pattern.startswith("admin/"))
    said = ["GET", "POST", *OTHERS] if WHOLE or letter in KEYS else ["GET", other]
    return [*said, "missing GET"] if missing else said


def asked(house: House, place: Place, letter: str, column: str) -> str:
    held = house.world.missing if column.startswith("missing") else house.world.anna
    answer = house.ask(letter, column.rsplit(" ", 1)[-1], path_to(place, house.world, held))
    # Which methods there are is no secret; there is nothing else in such an answer.
    return "told" if column == "OPTIONS" and says_methods_alone(answer) else answer.word


def says_methods_alone(answer: Answer) -> bool:
    """Nothing, or what the API of Wagtail's choosers says of itself: its name and the kinds it reads and writes."""
    if not answer.body or answer.headers.get("content-type") != "application/json":
        return not answer.body
    return set(json.loads(answer.body)) == {"name", "description", "renders", "parses"}


def wrong(place: Place, letter: str, column: str, found: str) -> str:
    """What is to be said about this cell; empty when it is as the table has it."""
    cells = {
        name: word_for(cell, letter) for name, cell in table()[place.pattern].items() if name in columns_of(place)
    }
    if column not in cells:
        is_right = found in (cells["GET"], cells["POST"]) or found != "in"
        if found.startswith("5"):
            # What breaks Wagtail's own page by looking or sending breaks it so too.
            is_right = place.pattern in WAGTAILS and found in cells.values()
    else:
        is_right = found == cells[column]
    wanted = cells.get(column, "no way in")
    return "" if is_right else f"{CAST[letter]}: {column} {place.pattern or '(home)'} is {found}, not {wanted}"


def test_there_are_enough_cells() -> None:
    cells = sum(len(asks(place, letter)) for place in every_place() for letter in letters_for(place))
    assert cells >= LEAST
    assert len(CAST) >= 11


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {place.pattern for place in every_place()} == set(table())


@pytest.mark.skipif("ACCESS_TABLE" not in os.environ, reason="make access-table")
def test_the_table_is_written_anew(house: House) -> None:
    with unpainted():
        write(
            (
                place.pattern,
                {
                    name: written({letter: asked(house, place, letter, name) for letter in letters_for(place)})
                    for name in columns_of(place)
                },
            )
            for place in every_place()
        )


# Doors ask for rights and owners, never for what a database alone knows: once, on SQLite.
@pytest.mark.skipif(os.environ.get("TEST_ONLY") == "database" and not WHOLE, reason="walked on SQLite")
@pytest.mark.parametrize("letter", CAST)
def test_the_table_is_kept(house: House, letter: str) -> None:
    deviations = []
    with unpainted():
        for place in every_place():
            if letter in letters_for(place) and place.pattern in table():
                deviations += [
                    wrong(place, letter, column, asked(house, place, letter, column)) for column in asks(place, letter)
                ]
    assert not any(deviations), "\n".join(filter(None, deviations))


def who(pattern: str) -> str:
    row = row_of(pattern)
    if row is None:
        raise ImproperlyConfigured(pattern)
    return owners()[row]


@pytest.mark.parametrize("column", COLUMNS)
def test_the_table_says_what_access_csv_says(column: str) -> None:
    """The short table is the promise; the long one must not be laxer."""
    strangers = {"customer": "NX", "staff": "NXGABCO", "shop": "NXGABCOMTSEP"}
    lax = [
        f"{column} {place.pattern}: {letter}"
        for place in every_place()
        for letter in strangers.get(who(place.pattern), "")
        if column in columns_of(place)
        and word_for(table()[place.pattern][column], letter) == "in"
        and place.pattern not in BEFORE_THE_DOOR
    ]
    assert lax == []


# These answer everybody alike, whoever may come in.
BEFORE_THE_DOOR = {"admin/^.*/$", "admin/logout/", "admin/login/", "api/v1/<path:address>", "api/v1/"}


@pytest.mark.parametrize("column", COLUMNS)
def test_nothing_breaks(column: str) -> None:
    broken = {row for row, cells in table().items() if "50" in (cells[column] or "")}
    assert broken <= WAGTAILS


# Forms of Wagtail's own, for editors and operators alone, that have no answer to one sent without a single field; and
# a page that is there to break.
WAGTAILS = {
    "admin/choose-external-link/",
    "admin/failwhale/",
    "admin/redirects/import/process/",
}
