"""The database went away and came back: nobody has to start worker and tick again."""

import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from portal.management.commands import worker
from portal.management.commands.tick import Command as Tick


class Enough(Exception):
    """Ends a loop that has no end."""


def away(*_names: Any, **_options: Any) -> None:
    raise OperationalError("the server closed the connection")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []

    def sleep(seconds: float) -> None:
        found.append(seconds)
        if len(found) == 3:
            raise Enough

    monkeypatch.setattr(time, "sleep", sleep)
    return found


def test_a_worker_asks_again_until_the_database_is_back(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(worker, "call_command", away)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    with pytest.raises(Enough):
        call_command("worker")
    assert pauses == [worker.AGAIN_SECONDS] * 3
    assert "it is asked again: the server closed" in capsys.readouterr().err
    with pytest.raises(OperationalError):
        call_command("worker", until_empty=True)


def test_a_loop_of_ticks_outlives_the_database(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(Tick, "tick_alone", away)
    monkeypatch.setattr("portal.management.commands.tick.first_here", lambda held: True)
    monkeypatch.setattr("portal.management.commands.tick.close_old_connections", lambda: None)
    with pytest.raises(Enough):
        call_command("tick", loop=5)
    assert pauses == [5, 5, 5]
    assert "the next tick asks it again" in capsys.readouterr().err
    with pytest.raises(OperationalError):
        call_command("tick")
