"""Ctrl-C leaves nothing behind, and a taken port is one sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.demo.__main__ import demo_port, settings_of_the_demo, signing_key
from tests.house.source import ROOT

# A program with a child of its own, like a web server with workers; both write their number down.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(f"{os.getpid()} {child.pid}")
time.sleep(float(sys.argv[2]))
"""
SUPERVISOR = """
import os, sys
from portal.demo.processes import Processes
folder = sys.argv[1]
family = [sys.executable, "-c", sys.argv[2]]
sys.exit(Processes(
    {"web": [*family, folder + "/web", "60"], "jobs": [*family, folder + "/jobs", sys.argv[3]]}, os.environ
).run(announce=lambda: True))
"""


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def left(pids: list[int]) -> list[int]:
    """Who still lives; a busy machine needs a moment to bury the killed."""
    for _look in range(100):
        if not any(map(alive, pids)):
            return []
        time.sleep(0.05)
    return [pid for pid in pids if alive(pid)]


def start(folder: Path, jobs_last: str) -> tuple[subprocess.Popen[bytes], list[int]]:
    command = [sys.executable, "-c", SUPERVISOR, str(folder), FAMILY, jobs_last]
    supervisor = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    files = [folder / "web", folder / "jobs"]
    deadline = time.monotonic() + 20
    while not all(file.exists() and file.read_text() for file in files):
        assert time.monotonic() < deadline, "the programs did not start"
        time.sleep(0.05)
    return supervisor, [int(pid) for file in files for pid in file.read_text().split()]


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_programs_and_their_children_when_asked(asked: signal.Signals, tmp_path: Path) -> None:
    supervisor, pids = start(tmp_path, "60")
    assert all(map(alive, pids))
    supervisor.send_signal(asked)
    assert supervisor.wait(20) == 0
    assert left(pids) == []


def test_it_ends_all_when_one_ends_by_itself(tmp_path: Path) -> None:
    supervisor, pids = start(tmp_path, "0.5")
    assert supervisor.wait(20) == 1
    assert left(pids) == []


def test_a_taken_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(SystemExit, match=r"is taken\. .*PORT=8100 make demo"):
            demo_port()


@pytest.mark.parametrize("nonsense", ["eighty", "0", "70000", "-1", ""])
def test_a_port_must_be_a_port(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", nonsense)
    with pytest.raises(SystemExit, match="must be a number"):
        demo_port()


def test_the_demo_never_uses_a_real_shops_addresses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = "postgres://shop:secret@db.example.com/shop"
    monkeypatch.setenv("DATABASE_URL", real)
    monkeypatch.setenv("MAIL_URL", "smtp://mail.example.com")
    settings = settings_of_the_demo(8000, tmp_path)
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/aftercare.sqlite3"
    assert settings["MAIL_URL"].startswith("filemail://")


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert signing_key(tmp_path) == key
    assert len(key) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
