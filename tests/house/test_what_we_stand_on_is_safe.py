"""The supply chain: hashed locks, no known hole, free licences, a bill of materials; all without a network."""

import json
from pathlib import Path

import pytest

from portal.operations.floor import floors
from tests.supply import audit, licences, sbom
from tests.supply.locks import NotALock, everything, files, packages, read

LOCKS = pytest.mark.parametrize("file", files(), ids=lambda file: file.name)
LINE = (
    "django==5.2.1 \\\n    --hash=sha256:"
    + "a" * 64
    + "\n    # via\n    #   aftercare (pyproject.toml)\n    #   wagtail\n"
)


@LOCKS
def test_every_package_is_pinned_by_version_and_hash(file: Path) -> None:
    locked = packages(file)
    assert len(locked) > 20
    assert [each.name for each in locked if not each.hashes] == []


@LOCKS
def test_nothing_is_locked_that_nobody_asked_for(file: Path) -> None:
    names = {"aftercare", *(each.name for each in packages(file))}
    assert [each.name for each in packages(file) if not set(each.via) & names] == []


@LOCKS
def test_nothing_locked_has_a_known_hole(file: Path) -> None:
    assert audit.too_old(file) == []


def test_the_floor_speaks_of_what_we_use() -> None:
    assert [floor.name for floor in floors() if floor.name not in everything()] == []
    assert {"django", "wagtail", "pillow", "weasyprint", "urllib3", "cryptography", "lxml"} <= {
        f.name for f in floors()
    }
    assert [floor.name for floor in floors() if not floor.why.startswith(("CVE-", "GHSA-", "PYSEC-"))] == []


def test_a_lock_is_read_as_it_is_meant(tmp_path: Path) -> None:
    (found,) = read(LINE)
    assert (found.name, found.version, found.hashes, found.via) == (
        "django", "5.2.1", ["a" * 64], ["aftercare", "wagtail"],
    )  # fmt: skip
    old = tmp_path / "requirements.txt"
    old.write_text(LINE)
    assert "django 5.2.1 has a known hole" in audit.too_old(old)[0]


@pytest.mark.parametrize(
    "line", ["django>=5", "-e .", "--index-url https://packages.test/simple", "git+https://host/x"]
)
def test_a_line_that_could_mean_anything_is_refused(line: str) -> None:
    with pytest.raises(NotALock):
        read(LINE + line)


def test_every_package_has_a_licence_that_may_be_used() -> None:
    table = licences.table()
    assert set(table) == set(everything()), "make licences"
    assert {name: row for name, row in table.items() if not licences.may_be_used(*row)} == {}
    assert {name: row[1] for name, row in table.items() if row[1] != licences.use_of(everything()[name])} == {}


@pytest.mark.parametrize(
    ("licence", "use", "may"),
    [
        ("MIT", "site", True),
        ("Apache-2.0 AND BSD-2-Clause", "site", True),
        ("GPL-2.0-or-later OR MPL-1.1", "site", True),
        ("LGPL-3.0-only", "site", True),
        ("GPL-3.0-or-later", "site", False),
        ("MIT AND GPL-2.0-or-later", "extra", False),
        ("AGPL-3.0-only", "site", False),
        ("SSPL-1.0", "extra", False),
        ("Other/Proprietary License", "site", False),
        ("GPL-3.0-or-later", "tests", True),
        ("", "tests", False),
    ],
)
def test_the_rule_knows_which_licence_fits(licence: str, use: str, may: bool) -> None:
    assert licences.may_be_used(licence, use) is may


def test_the_bill_of_materials_is_valid_and_the_same_each_time() -> None:
    file = next(each for each in files() if each.name == "requirements.txt")
    text = sbom.written(sbom.bom_of(file))
    assert sbom.written(sbom.bom_of(file)) == text
    told = json.loads(text)
    named = {each["name"]: each for each in told["components"]}
    assert set(named) == {each.name for each in packages(file)}
    assert named["django"]["purl"].startswith("pkg:pypi/django@5.2")
    assert named["django"]["hashes"]
    assert [each["name"] for each in told["components"] if not each.get("licenses")] == []
    needed = {each["ref"]: each.get("dependsOn", []) for each in told["dependencies"]}
    assert any(ref.startswith("wagtail==") for ref in needed["aftercare"])


def test_an_audit_that_could_not_ask_says_so_and_finds_nothing() -> None:
    words = "WARNING:x\nERROR:pip_audit._cli:django: Dependency not found and could not be audited"
    asked = audit.understood(1, "", words)
    assert (asked.holes, "could not be audited" in asked.could_not) == ([], True)


def test_an_audit_that_found_a_hole_names_it() -> None:
    told = {
        "dependencies": [{"name": "django", "version": "5.2.1", "vulns": [{"id": "X-1", "fix_versions": ["5.2.2"]}]}]
    }
    assert audit.understood(1, json.dumps(told), "").holes == ["django 5.2.1: X-1, fixed in 5.2.2"]
    clean = audit.understood(
        0, json.dumps({"dependencies": [{"name": "django", "version": "5.2.1", "vulns": []}]}), ""
    )
    assert (clean.holes, clean.could_not) == ([], "")
