"""R3: what is somebody else's answers like what is nobody's: status, headers, every byte, and as many queries."""

import pytest

from tests.house.access.cast import CAST
from tests.house.access.conftest import House
from tests.house.access.places import Place, every_place, path_to
from tests.house.access.table import columns_of, letters_for, table, word_for
from tests.house.access.walking import Answer
from tests.house.access.world import Holdings

# Whoever knows such a link has it from a mail: there is nobody whose it is not.
BY_LINK = ("token", "code")
# Staff are told at one door that they have no business there; what lies behind is never looked up (the table).
STRANGERS = [letter for letter in CAST if letter not in "A"]


def somebodys(method: str) -> list[Place]:
    return [
        place
        for place in every_place()
        if place.is_somebodys and not set(BY_LINK) & set(place.names) and not place.pattern.startswith("admin/")
    ]


def difference(one: Answer, other: Answer, paths: tuple[str, str]) -> str:
    mine, theirs = one.without(paths[0]), other.without(paths[1])
    for name, left, right in zip(("status", "headers", "body"), mine, theirs, strict=True):
        if left != right:
            return f"{name}: {left!r:.300} and {right!r:.300}"
    return "" if one.queries == other.queries else f"{one.queries} and {other.queries} queries"


@pytest.mark.parametrize("letter", STRANGERS)
def test_to_a_stranger(house: House, letter: str) -> None:
    wrong, compared = [], 0
    # The guest has opened Anna's order and so knows that it is there; a stranger is what she is to Ben's things, where
    # the table can't say who comes in: those that let Ben in at Anna's let everybody in.
    owner, like = (house.world.ben, "B") if letter == "G" else (house.world.anna, letter)
    for method in ("GET", "POST", "DELETE"):
        for place in somebodys(method):
            if method not in columns_of(place) or letter not in letters_for(place):
                continue
            if word_for(table()[place.pattern][method], like) == "in":
                continue
            compared += 1
            wrong += told_apart(house, letter, method, place, owner)
    assert compared > 20, "the rule must have something to look at"
    assert wrong == []


def test_to_anna_what_is_bens(house: House) -> None:
    """The other way round: nothing in the table is about Anna alone."""
    wrong = []
    for method in ("GET", "POST"):
        for place in somebodys(method):
            if word_for(table()[place.pattern][method], "B") != "in" and not place.pattern.startswith("api/"):
                wrong += told_apart(house, "A", method, place, house.world.ben)
    assert wrong == []


def told_apart(house: House, letter: str, method: str, place: Place, owner: Holdings) -> list[str]:
    asked: dict[str, tuple[Answer, str]] = {}
    for name, held in (("missing", house.world.missing), ("theirs", owner), ("deleted", house.world.deleted)):
        path = path_to(place, house.world, held)
        asked[name] = house.ask(letter, method, path), path
    missing, path = asked.pop("missing")
    return [
        f"{letter} {method} {place.pattern} ({name}): {said}"
        for name, (answer, own) in asked.items()
        if (said := difference(answer, missing, (own, path)))
    ]
