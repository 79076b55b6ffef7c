"""Every test stores files in a folder of its own and lives on a Monday morning in November."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from returns.models import private_storage
from tests.returns.makers import NOW


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "private"
    folder.mkdir()
    # Fields hold the storage itself since start, so it is this one that moves.
    storage = private_storage()
    monkeypatch.setitem(vars(storage), "base_location", str(folder))
    monkeypatch.setitem(vars(storage), "location", str(folder))
    return folder


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield
