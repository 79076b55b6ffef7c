"""What has to notice a mutant: the same questions as the tests of this folder, those that fit its room first."""

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from kb.models import ArticlePage
from kb.rules import audiences_for
from tests.house.access.cast import roles
from tests.house.access.conftest import House, keep_files_in
from tests.house.access.places import Place, every_place
from tests.house.access.table import letters_for, table, word_for
from tests.house.access.test_a_change_is_in_force_at_once import CASES
from tests.house.access.test_a_change_is_in_force_at_once import test_the_next_request_knows as knows
from tests.house.access.test_everybody_stops_at_their_door import asked, wrong
from tests.house.access.test_foreign_is_as_missing import told_apart
from tests.house.access.walking import Walker, unpainted
from tests.house.access.world import make_world

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


def tests_for(file: str, house: House) -> list[Callable[[], object]]:
    room = max((room for room in ROOMS if file.startswith(room)), key=len)
    places = [place for place in every_place() if place.pattern.startswith(ROOMS[room])]
    found: list[Callable[[], object]] = [partial(at_once, house, ROOMS[room])]
    found += [partial(as_the_table_says, house, places, column) for column in ("GET", "POST")]
    found += [partial(as_missing, house, places), partial(hidden_stays_hidden, house)]
    return found


def at_once(house: House, prefixes: tuple[str, ...]) -> None:
    for name, (_letter, path, _change) in CASES.items():
        if path.lstrip("/").startswith(prefixes) or "orders/" in prefixes:
            knows(house, name)


def as_the_table_says(house: House, places: list[Place], column: str) -> None:
    """First those who were turned away: who comes in now is found at once."""
    cells = [(place, letter) for place in places for letter in letters_for(place)]
    cells.sort(key=lambda cell: word_for(table()[cell[0].pattern][column], cell[1]) == "in")
    with unpainted():
        for place, letter in cells:
            assert not wrong(place, letter, column, asked(house, place, letter, column))


def as_missing(house: House, places: list[Place]) -> None:
    for place in places:
        if not place.is_somebodys or place.pattern.startswith("admin/") or {"token", "code"} & set(place.names):
            continue
        for letter in set("BG") & set(letters_for(place)):
            if word_for(table()[place.pattern]["GET"], letter) != "in":
                assert not told_apart(house, letter, "GET", place, house.world.anna)


def hidden_stays_hidden(house: House) -> None:
    hidden = ArticlePage.objects.get(slug="staff-only")
    for letter, role in house.roles.items():
        if role.user is not None and letter != "X":
            fresh = type(role.user).objects.get(pk=role.user.pk)
            assert (hidden.audience in audiences_for(fresh)) is (letter in "MTSEPR")
        path = "/help/returns/staff-only/"
        assert (house.ask(letter, "GET", path).status == 200) is (letter in "MTSEPR")


WORKERS = int(os.environ.get("MUTANTS_AT_ONCE", "2"))
