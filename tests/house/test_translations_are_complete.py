"""Every text on screen exists in Polish and Russian: collected anew from the sources, compared with portal/locale."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.source import ROOMS, ROOT

LANGUAGES = ("pl", "ru")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources whose translations were brought up to date the way `make messages` does it."""
    assert shutil.which("xgettext"), "gettext is missing: sh portal/setup.sh tests"
    copy = tmp_path_factory.mktemp("sources")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.md"))
    shutil.copy(ROOT / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "--no-location", "--no-obsolete", "--no-wrap"]
    command += [word for language in LANGUAGES for word in ("-l", language)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DEBUG": "1"}
    environment["DATA_DIR"] = str(copy / "var")
    subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=True)
    return copy / "portal" / "locale"


def catalogue(folder: Path, language: str) -> Catalog:
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as lines:
        return read_po(lines, locale=language)


def is_done(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return not message.fuzzy and all(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(collected: Path, language: str) -> None:
    found = catalogue(collected, language)
    assert len(found) > 100, "the sources have texts, so the collection went wrong"
    assert [message.id for message in found if message.id and not is_done(message)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(collected: Path, language: str) -> None:
    errors = [(message.id, list(map(str, problems))) for message, problems in catalogue(collected, language).check()]
    assert errors == []


GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy", "pgettext_lazy"}


def test_no_text_stands_inside_an_f_string() -> None:
    """xgettext does not look into them: such a text would be in no catalogue, and English for everybody."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
    ]
    assert hidden == []
