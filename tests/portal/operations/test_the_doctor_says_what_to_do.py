"""`manage.py doctor`: what a newcomer trips over, with the sentence that helps."""

import json
import os
import subprocess
import sys
import venv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from packaging.version import Version

from portal.operations import floor
from portal.operations.checks import Said
from portal.operations.doctor import choices, examining, machine, parts
from portal.operations.pulses import Name, beat
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def examined() -> dict[str, Said]:
    return {name: said for _group, name, said in examining.examine(NOW)}


def told(*arguments: str) -> tuple[str, bool]:
    """What it prints, and whether it says that something must be mended."""
    said = StringIO()
    try:
        call_command("doctor", *arguments, stdout=said)
    except CommandError:
        return said.getvalue(), True
    return said.getvalue(), False


def test_every_check_has_a_word_and_a_remedy() -> None:
    found = examined()
    assert len(found) > 20
    assert [name for name, said in found.items() if said.state != "ok" and not (said.says and said.do)] == []


def test_it_reads_like_a_list_and_fails_where_something_is_broken(settings: Any) -> None:
    settings.SITE_URL = "https://elsewhere.example.com"
    text, failed = told()
    assert failed
    assert "FAIL  addresses" in text
    assert "→ Add it, or leave the latter empty." in text
    assert "This machine" in text


def test_machines_read_json() -> None:
    text, _failed = told("--json")
    rows = json.loads(text)
    assert {"group", "name", "state"} <= set(rows[0])


def test_a_shop_in_order_has_no_failure(monkeypatch: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 1
    settings.DEFAULT_FROM_EMAIL = "Shop <help@shop.test>"
    monkeypatch.setattr(parts, "TO_NOBODY", ())
    for name in (Name.TICK, Name.WORKER):
        beat(name, NOW)
    failing = {name: said for name, said in examined().items() if said.state == "fail"}
    assert set(failing) == {"people"}


def test_without_a_database_the_rest_is_still_looked_at(monkeypatch: Any) -> None:
    def away() -> None:
        raise OperationalError("connection refused\nmore")

    monkeypatch.setattr(parts.connection, "ensure_connection", away)
    found = examined()
    assert "connection refused" in found["database"].says
    assert "database is not ready" in found["mail"].says
    assert found["python"].state == "ok"


def test_a_check_that_breaks_does_not_end_the_examination(monkeypatch: Any) -> None:
    def broken(_now: object) -> Said:
        raise RuntimeError("hunter2")

    monkeypatch.setitem(machine.CHECKS, "disk", broken)
    found = examined()
    assert found["disk"].state == "fail"
    assert "hunter2" not in found["disk"].says
    assert "time zone" in found


def test_another_python_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(machine, "PYTHON", (3, 99))
    assert machine.python(NOW).state == "fail"


def test_missing_libraries_are_named_as_apt_knows_them(monkeypatch: Any) -> None:
    monkeypatch.setattr(machine, "LIBRARIES", {"libnosuch.so.7": "libnosuch7"})
    assert "apt-get install libnosuch7" in machine.libraries(NOW).do


def test_packages_below_the_floor_are_named(monkeypatch: Any) -> None:
    monkeypatch.setattr(machine, "installed", lambda: {"django": Version("5.2.1")})
    said = machine.packages(NOW)
    assert (said.state, "django 5.2.1 has a known hole" in said.says) == ("fail", True)


def test_what_is_installed_here_is_above_the_floor() -> None:
    assert machine.packages(NOW).state == "ok"


def test_a_line_of_the_floor_that_cannot_be_read_opens_no_hole(monkeypatch: Any, tmp_path: Any) -> None:
    file = tmp_path / "floor.txt"
    file.write_text("django>=5\n")
    monkeypatch.setattr(floor, "FILE", file)
    with pytest.raises(ValueError, match=r"floor\.txt"):
        floor.floors()


@pytest.mark.parametrize(
    ("check", "changes", "state"),
    [
        (choices.mode, {"DEBUG": True}, "warn"),
        (choices.mode, {"DEMO": True}, "warn"),
        (choices.secret_key, {"SECRET_KEY": "abcabcabc" * 10}, "fail"),
        (choices.addresses, {"ALLOWED_HOSTS": ["other.test"]}, "fail"),
        (choices.addresses, {"SITE_URL": "https://localhost", "ALLOWED_HOSTS": ["localhost"]}, "fail"),
        (choices.https, {"SECURE": False}, "fail"),
        (choices.https, {"SECURE": True, "ALLAUTH_TRUSTED_PROXY_COUNT": 0}, "warn"),
        (choices.sender, {"DEFAULT_FROM_EMAIL": "Aftercare <support@example.com>"}, "fail"),
        (choices.monitoring, {"MONITORING_TOKEN": ""}, "warn"),
        (choices.monitoring, {"MONITORING_TOKEN": "x"}, "ok"),
        (
            parts.cache_keeps,
            {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}},
            "fail",
        ),
        (parts.mail_server, {"MAIL_TRANSPORT": {"backend": "django.core.mail.backends.console.EmailBackend"}}, "fail"),
    ],
)
def test_each_trap_is_seen(settings: Any, check: Any, changes: dict[str, Any], state: str) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    said = check(NOW)
    assert said.state == state
    assert state == "ok" or said.do


def test_a_mail_server_that_is_not_there_fails(settings: Any) -> None:
    settings.MAIL_TRANSPORT = {
        "backend": "django.core.mail.backends.smtp.EmailBackend", "host": "127.0.0.1", "port": 1,
    }  # fmt: skip
    assert "Nothing listens at 127.0.0.1:1" in parts.mail_server(NOW).says


def test_an_index_that_is_gone_is_seen(own_index: Any) -> None:
    assert parts.index(NOW).state == "ok"
    (own_index / "wagtailcore.page" / "CURRENT").unlink()
    assert "rebuild_modelsearch_index" in parts.index(NOW).do


def run(python: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "manage.py", "doctor"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_that_are_wrong_are_one_sentence(tmp_path: Path) -> None:
    done = run(sys.executable, SECRET_KEY="short", SITE_URL="https://shop.example", DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("The settings are not right: SECRET_KEY must be a random text")
    assert "Traceback" not in done.stderr


def test_a_python_without_our_packages_is_told_what_to_run(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False, symlinks=True)
    done = run(str(bare / "bin" / "python"))
    assert done.returncode == 1
    assert "Run `make setup`" in done.stderr
    assert "Traceback" not in done.stderr
