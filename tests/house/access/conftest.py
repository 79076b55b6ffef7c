"""One world for all tests of a file: made once, asked thousands of times, and gone with its transaction."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from orders.documents.press import Printed
from orders.models import Invoice
from returns.models import private_storage
from tests.house.access.cast import Role, roles
from tests.house.access.walking import Answer, Walker
from tests.house.access.world import World, make_world


@dataclass
class House:
    world: World
    roles: dict[str, Role]
    walker: Walker

    def ask(self, letter: str, method: str, path: str, data: Any = None, **headers: Any) -> Answer:
        return self.walker.ask(self.roles[letter], method, path, data, **headers)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        # The world lives in this connection. Signals would end it; Django's own test client connects them again.
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
        keep_files_in(tmp_path_factory.mktemp("private"), patch)
        # Refusals by the thousand are not worth a line each.
        logging.disable(logging.CRITICAL)
        count_from_one()
        world = make_world()
        yield House(world, roles(world.users, world.order), Walker())
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def count_from_one() -> None:
    """Tests that committed have used numbers up, and addresses ask for the first of each thing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence")
        else:
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)


def keep_files_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Files go into a folder of this world; paper is the page it is printed from, at no cost."""
    # Fields hold the storage of the start; a test that changed STORAGES has left another one to all who ask now.
    for storage in (private_storage(), Invoice._meta.get_field("file").storage):
        patch.setitem(vars(storage), "base_location", str(folder))
        patch.setitem(vars(storage), "location", str(folder))
    for room in ("portal.dashboard.papers", "returns.withdrawing.paper"):
        patch.setattr(f"{room}.make_pdf", lambda html, kind="": b"%PDF-" + html.encode())
    patch.setattr(
        "orders.documents.press.Press.print", lambda self, sheet, at: Printed(b"%PDF-" + sheet.html.encode(), ())
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """A database is made only when a test that will run asks for one by this mark."""
    if "house" in getattr(item, "fixturenames", ()):
        item.add_marker("django_db")


@pytest.fixture(autouse=True)
def nobody_was_here_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the cast come from one address."""
    monkeypatch.setattr("kb.reading.limits.Limit.reached", lambda *args, **named: False)
