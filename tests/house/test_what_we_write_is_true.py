"""README, pyproject and the locked files say the same; nothing names where packages come from on one machine."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.source import ROOT, committed, name_of

# In pieces, or this file would be the one that names them.
REGISTRIES = re.compile(
    "|".join(
        rf"\b{name}\.{ending}\b"
        for name, ending in (
            ("pypi", "(org|python)"),
            ("pythonhosted", "org"),
            ("npmjs", "(org|com)"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
            ("cdnjs", "cloudflare"),
            ("crates", "io"),
            ("anaconda", "org"),
            ("golang", "org"),
            ("deb", "debian"),
        )
    ),
    re.I,
)
LOCKS = {"requirements.txt": (), "requirements-dev.txt": ("dev",), "requirements-semantic.txt": ("semantic",)}


@cache
def texts() -> dict[str, str]:
    """Every committed file that is text."""
    found = {}
    for file in committed():
        content = file.read_bytes()
        if b"\0" not in content:
            found[name_of(file)] = content.decode(errors="replace")
    return found


def readme() -> str:
    return (ROOT / "README.md").read_text()


def wanted(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]


def locked(file: str) -> dict[str, Version]:
    pairs = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)", (ROOT / file).read_text(), re.M | re.I)
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def test_no_file_names_a_package_registry() -> None:
    assert len(texts()) > 300
    assert [name for name, text in texts().items() if REGISTRIES.search(text)] == []


def test_the_rule_knows_a_registry() -> None:
    assert REGISTRIES.search("https://files.pythonhosted" + ".org/packages/")
    assert REGISTRIES.search("index-url = https://pypi" + ".org/simple")


def test_no_file_names_the_folder_of_a_clone() -> None:
    if len(ROOT.parts) > 2:
        assert [name for name, text in texts().items() if re.search(re.escape(str(ROOT)) + r"\b", text)] == []


@pytest.mark.parametrize("file", LOCKS)
def test_what_is_wanted_is_locked(file: str) -> None:
    versions = locked(file)
    missing = [
        str(one)
        for one in wanted(*LOCKS[file])
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"), prereleases=True)
    ]
    assert missing == [], f"{file} is older than pyproject.toml: make lock"


@pytest.mark.parametrize("more", ["requirements-dev.txt", "requirements-semantic.txt"])
def test_what_is_added_runs_with_what_the_site_runs_with(more: str) -> None:
    site, both = locked("requirements.txt"), locked(more)
    assert {name: version for name, version in site.items() if both.get(name) != version} == {}


def test_the_readme_names_every_dependency() -> None:
    table = readme().split("## What it stands on", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| ([^|]+) \|", table, re.M)
    named = {canonicalize_name(name.strip()) for row in rows for name in row.split(",")}
    assert [one.name for one in wanted() if canonicalize_name(one.name) not in named] == []


def test_the_readme_names_only_what_there_is() -> None:
    text = readme()
    targets = set(re.findall(r"^make ([a-z-]+):|^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    made = {name for pair in targets for name in pair if name}
    commands = re.findall(r"manage\.py ([a-z_]+)", text)
    assert len(commands) > 5
    assert set(commands) <= set(get_commands())
    assert set(re.findall(r"(?m)(?:^|`)(?:\w+=\w+ )?make ([a-z-]+)", text)) <= made


def readmes() -> list[Path]:
    return [file for file in committed() if file.suffix == ".md"]


def prose(file: Path) -> str:
    """Without examples of code."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", file.read_text(), flags=re.S)


def test_links_in_readmes_lead_to_files() -> None:
    broken = [
        (name_of(file), link)
        for file in readmes()
        if "articles" not in file.parts
        for link in re.findall(r"]\((?!https?:|#|mailto:)([^)#\s]+)", prose(file))
        if not (file.parent / link).resolve().is_relative_to(ROOT) or not (file.parent / link).exists()
    ]
    assert broken == []


def test_maps_of_rooms_name_files_that_exist() -> None:
    """The first column of a room's map is a list of files beside it."""
    seen, missing = 0, []
    for file in readmes():
        for row in re.findall(r"^\| ((?:`[^`|]+` ?)+)\|", file.read_text(), re.M):
            for name in re.findall(r"`([\w./-]+(?:\.py|\.html|\.css|\.js|\.sh|/))`", row):
                seen += 1
                if not (file.parent / name).exists() and not (ROOT / name).exists():
                    missing.append((name_of(file), name))
    assert seen > 50
    assert missing == []
