"""`sh portal/setup.sh` on machines that are not ours: played with stand-ins for python, apt-get and sudo."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.house.source import ROOT

# What the script needs of the system itself.
SYSTEM = ("sh", "cat", "cut", "date", "dirname", "ls", "mkdir", "sha256sum", "sleep", "tr")
# Python 3.11 whose ctypes lacks what is named in $LACKS; `-m venv` makes a folder that looks like an environment.
PYTHON = """
case "$*" in
    *ensurepip*) case " $LACKS " in *" venv "*) exit 1;; esac;;
    *CDLL*) for library in $LACKS; do case "$*" in *"$library"*) exit 1;; esac; done;;
    *"-m venv"*) mkdir -p .venv/bin; cat "$0" > .venv/bin/python; /bin/chmod +x .venv/bin/python;;
    *"pip install"*) echo "pip $*" >> calls;;
esac
"""
CALLED = 'echo "{name} $*" >> calls\n'


@dataclass
class Machine:
    folder: Path
    user: int = 0
    lacks: str = ""
    programs: dict[str, str] = field(default_factory=lambda: {"python3.11": PYTHON})

    def set_up(self) -> subprocess.CompletedProcess[str]:
        """Run the script with nothing in PATH but this machine's programs."""
        programs = self.folder / "bin"
        shutil.rmtree(programs, ignore_errors=True)
        programs.mkdir()
        for name in SYSTEM:
            found = shutil.which(name)
            assert found
            (programs / name).symlink_to(found)
        for name, script in {"id": f"echo {self.user}", **self.programs}.items():
            (programs / name).write_text(f"#!/bin/sh\n{script}\n")
            (programs / name).chmod(0o755)
        return subprocess.run(
            [programs / "sh", "portal/setup.sh"],
            cwd=self.folder,
            env={"PATH": str(programs), "LACKS": self.lacks},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "portal").mkdir()
    shutil.copy(ROOT / "portal" / "setup.sh", tmp_path / "portal")
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    (tmp_path / "portal" / "translations.py").touch()
    return Machine(tmp_path)


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


def test_it_asks_for_python(machine: Machine) -> None:
    machine.programs = {"python3": "exit 1"}
    script = machine.folder / "portal" / "setup.sh"
    script.write_text(script.read_text().replace("/usr/bin/python3.11", "python3"))  # PATH can't hide Debian's own
    done = machine.set_up()
    assert done.returncode == 1
    assert "needs Python 3.11" in last_words(done)


def test_it_installs_nothing_that_is_there(machine: Machine) -> None:
    machine.user = 1000
    done = machine.set_up()
    assert done.returncode == 0, done.stderr
    assert [call.split()[0] for call in machine.calls()] == ["pip"], "no apt-get and no sudo were needed"
    assert machine.set_up().returncode == 0
    assert len(machine.calls()) == 1, "the second run finds all packages in place"


def test_new_locked_packages_are_installed(machine: Machine) -> None:
    assert machine.set_up().returncode == 0
    with (machine.folder / "requirements.txt").open("a") as lines:
        lines.write("another==1.0\n")
    assert machine.set_up().returncode == 0
    assert len(machine.calls()) == 2


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.lacks = "venv libharfbuzz-subset"
    machine.programs |= {"apt-get": CALLED.format(name="apt-get"), "env": 'shift; exec "$@"'}
    assert machine.set_up().returncode == 0
    update, install, _pip = machine.calls()
    assert update == "apt-get update -q"
    assert install.startswith("apt-get install -y")
    assert install.endswith(" python3.11-venv libharfbuzz-subset0")


def test_a_user_with_sudo_installs_through_it(machine: Machine) -> None:
    machine.user, machine.lacks = 1000, "libpango-1.0"
    machine.programs |= {"apt-get": "", "sudo": CALLED.format(name="sudo")}
    assert machine.set_up().returncode == 0
    may_i, update, install, _pip = machine.calls()
    assert may_i == "sudo -n true"
    assert update == "sudo -n apt-get update -q"
    assert install.endswith("libpango-1.0-0")


@pytest.mark.parametrize(
    ("user", "programs", "sentence"),
    [
        (0, {}, "there is no apt-get to install them: libfontconfig1"),
        (1000, {"apt-get": ""}, "As root, run: apt-get install -y libfontconfig1"),
        (1000, {"apt-get": "", "sudo": "exit 1"}, "someone who may: sudo apt-get install -y libfontconfig1"),
        (0, {"apt-get": "exit 100"}, "is there a network? Still missing: libfontconfig1"),
    ],
)
def test_one_line_says_what_to_do(machine: Machine, user: int, programs: dict[str, str], sentence: str) -> None:
    machine.user, machine.lacks = user, "libfontconfig"
    machine.programs |= programs
    done = machine.set_up()
    assert done.returncode == 1
    assert sentence in last_words(done)
    assert not (machine.folder / ".venv").exists()


def test_no_network_is_said_and_the_next_run_tries_again(machine: Machine) -> None:
    machine.programs["python3.11"] = PYTHON.replace('echo "pip $*" >> calls', "exit 1")
    done = machine.set_up()
    assert done.returncode == 1
    assert "is there a network?" in last_words(done)
    machine.programs["python3.11"] = PYTHON
    (machine.folder / ".venv" / "bin" / "python").unlink()
    assert machine.set_up().returncode == 0
    assert len(machine.calls()) == 1
