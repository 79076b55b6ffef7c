"""asvs.csv: every requirement of OWASP ASVS 5.0.0 at level 1 and 2, and what stands behind our answer.

`how`: a test of ours, a check (a command or a setting), a document, a reason why it does not apply, or `open`: not met
yet, and why. The words are ours; the standard is at https://owasp.org/www-project-application-security-verification-standard/.
"""

import ast
import csv
import re
from collections import Counter

from tests.house.source import ROOT

FILE = ROOT / "tests" / "house" / "asvs.csv"
# Of the published list: 70 requirements at level 1, 183 more at level 2.
LEVELS = {"1": 70, "2": 183}
# By chapter, both levels together.
CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
OPEN = 12  # may only become fewer


def rows() -> list[dict[str, str]]:
    with FILE.open(newline="") as lines:
        return list(csv.DictReader(lines))


def answered(how: str) -> list[tuple[str, str]]:
    return [(row["requirement"], row["where"]) for row in rows() if row["how"] == how]


def test_every_requirement_is_there_once() -> None:
    found = Counter(row["requirement"] for row in rows())
    assert [name for name, times in found.items() if times > 1] == []
    assert [name for name in found if not re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}", name)] == []
    assert Counter(row["level"] for row in rows()) == LEVELS
    assert Counter(int(row["requirement"].split(".")[0]) for row in rows()) == CHAPTERS


def test_no_cell_is_empty() -> None:
    assert [row["requirement"] for row in rows() if not all((value or "").strip() for value in row.values())] == []
    assert {row["how"] for row in rows()} <= {"test", "check", "document", "reason", "open"}


def test_named_tests_exist() -> None:
    lost = []
    for requirement, where in answered("test"):
        for node in where.split():
            name, _colons, function = node.partition("::")
            file = ROOT / name
            if not file.is_file() or not has_tests(file.read_text(), function):
                lost.append(f"{requirement}: {node}")
    assert lost == []


def has_tests(source: str, function: str) -> bool:
    names = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return function in names if function else any(name.startswith("test_") for name in names)


def test_named_documents_exist() -> None:
    lost = []
    for requirement, where in answered("document"):
        name, _hash, heading = where.partition("#")
        file = ROOT / name
        headings = re.findall(r"^#+ +(.+)$", file.read_text(), re.MULTILINE) if file.is_file() else []
        if heading not in headings:
            lost.append(f"{requirement}: {where}")
    assert lost == []


def test_named_settings_and_commands_exist() -> None:
    made = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    lost = []
    for requirement, where in answered("check"):
        if where.startswith("make ") and where.split()[1] not in made:
            lost.append(f"{requirement}: {where}")
        for setting, file in re.findall(r"\b([A-Z_]{6,}) in ([\w/.]+\.py)", where):
            if not re.search(rf"\b{setting}\b", (ROOT / file).read_text()):
                lost.append(f"{requirement}: {where}")
    assert lost == []


def test_what_is_open_is_said_and_does_not_grow() -> None:
    said = answered("open")
    assert len(said) <= OPEN
    assert [name for name, why in said if len(why) < 10] == []


def test_reasons_are_given_in_words() -> None:
    assert [name for name, why in answered("reason") if not why.endswith(".")] == []
