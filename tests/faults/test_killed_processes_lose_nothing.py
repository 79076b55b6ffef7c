"""A few trials of some faults, for every change; `make faults` tries all of them, often, on both databases."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import migrated
from tests.faults.ledger import Ledger
from tests.faults.running import run

# Fault → trials: those that need a web server once, races and a killed sender, which cost a moment.
SHORT = {1: 1, 5: 1, 7: 1, 16: 2, 18: 3}


@pytest.fixture
def database(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A migrated database of its own, which other processes can open."""
    if connection.vendor == "postgresql":
        if not migrated.TEMPLATE:
            pytest.skip("make test has a migrated database to copy")
        name = f"faults_{tmp_path.parent.name.replace('-', '_')}"
        with django_db_blocker.unblock():
            migrated.create(name, migrated.TEMPLATE)
            host = connection.settings_dict["HOST"]
            yield f"postgres://{connection.settings_dict['USER']}@/{host}/{name}"
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")
        return
    file = tmp_path / "faults.sqlite3"
    source = migrated.TEMPLATE or connection.settings_dict["NAME"]
    with closing(sqlite3.connect(str(source))) as old, closing(sqlite3.connect(file)) as new:
        old.backup(new)
    yield f"sqlite:///{file}"


def test_what_was_acknowledged_is_there_once_after_a_kill(database: str, tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        found = process.submit(run, str(tmp_path), database, SHORT, True).result()
    assert {number: each["violations"] for number, each in found.items()} == {number: [] for number in SHORT}


def test_the_ledger_knows_what_is_in_doubt(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    for key in ("a", "b c"):
        ledger.sent(key)
    ledger.acknowledged("a")
    ledger.close()
    assert ledger.in_doubt() == {"b c"}
