"""Every input that the program finds gets strings that break programs: a clear answer, no 5xx, no HTML of theirs.

NAUGHTY=whole sends every string to every input (`make naughty`, hours), NAUGHTY=short one, chosen by its place.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction

from portal.accounts.models import User
from tests.house.naughty import sending
from tests.house.naughty.browser import Browser
from tests.house.naughty.finding import Site, walk
from tests.house.naughty.judging import strange_markup
from tests.house.naughty.strings import a_slice, everything
from tests.house.naughty.world import ROOTS, furnish, poison

WHOLE = os.environ.get("NAUGHTY") == "whole"
# Too long for every run of the suite: `make naughty`, or NAUGHTY=short for one string in each input.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("NAUGHTY" not in os.environ, reason="make naughty, or NAUGHTY=short"),
]
# Rooms of ours, where each field has its own turn also in the short form; Wagtail's own forms are sent whole.
OUR_ROLES = {"visitor", "customer", "agent"}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|\n(?! *(?:Traceback|File|\S*Error))")


def strings(place: int) -> Iterable[tuple[str, str]]:
    return everything() if WHOLE else a_slice(place, 1)


class Lines(logging.Handler):
    """Every line as it would stand in the log, tracebacks left out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class World:
    def __init__(self) -> None:
        self.people: dict[str, User] = furnish()
        self.poisoned = poison()
        self.browsers = {role: Browser(self.people.get(role)) for role in ROOTS}
        self.sites: dict[str, Site] = {}
        self.lines = Lines()

    def site(self, role: str) -> Site:
        if role not in self.sites:
            most = 2 if WHOLE or role in OUR_ROLES else 1
            self.sites[role] = walk(self.browsers[role], ROOTS[role], lambda page: strange_markup(page, set()), most)
        return self.sites[role]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: everything in this file looks at it, and what a request changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        logging.getLogger().addHandler(made.lines)
        yield made
        logging.getLogger().removeHandler(made.lines)
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ROOTS)
def test_every_page_shows_markup_that_people_wrote_as_text(world: World, role: str) -> None:
    site = world.site(role)
    assert world.poisoned > 50
    assert site.failed == []
    assert len(site.pages) > 20
    assert len(site.forms) > 5


@pytest.mark.parametrize("role", ROOTS)
def test_every_field_of_every_form_takes_anything(world: World, role: str) -> None:
    report = sending.Report()
    sending.to_forms(world.browsers[role], world.site(role), strings, report, apart=WHOLE or role in OUR_ROLES)
    assert list(report.faults) == []


@pytest.mark.parametrize("role", ROOTS)
def test_every_parameter_takes_anything(world: World, role: str) -> None:
    report = sending.Report()
    sending.to_queries(world.browsers[role], world.site(role), strings, report)
    assert list(report.faults) == []


def test_every_part_of_every_address_takes_anything(world: World) -> None:
    report, tags = sending.Report(), world.site("customer").tags | world.site("operator").tags
    sending.to_addresses(world.browsers, tags, strings, report)
    assert list(report.faults) == []


@pytest.mark.parametrize("role", ["visitor", "customer", "agent"])
def test_every_header_and_cookie_takes_anything(world: World, role: str) -> None:
    report = sending.Report()
    addresses = {"visitor": ["/", "/help/search/"], "customer": ["/cases/"], "agent": ["/admin/cases/"]}[role]
    sending.to_headers(world.browsers[role], world.site(role), addresses, strings, report)
    assert list(report.faults) == []


@pytest.mark.parametrize("role", ["visitor", "customer", "agent"])
def test_what_people_write_is_kept_letter_by_letter(world: World, role: str) -> None:
    report = sending.Report()
    sending.read_back(world.browsers[role], world.site(role), report)
    assert list(report.faults) == []
    assert report.tried["rich text kept"] > 2 or role == "visitor"


def test_no_line_of_the_log_holds_what_a_terminal_obeys(world: World) -> None:
    sending.to_addresses(
        world.browsers, set(), lambda place: [("controls", "a\x1b[31m\r\nforged\x00")], sending.Report()
    )
    assert world.lines.said, "something is written down about requests that lead nowhere"
    assert [line for line in world.lines.said if CONTROLS.search(line)] == []
