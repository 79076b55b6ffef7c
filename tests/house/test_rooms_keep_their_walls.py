"""STYLE as tests: who may import what, and how big a room may get."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import FUNCTION, ROOMS, ROOT, files, name_of, tree

OWNERS = {
    "whoosh": "kb/search/",
    "weasyprint": "orders/pdf.py",
    "facturx": "orders/einvoice",
    "saxonche": "orders/einvoice",
    "holidays": "returns/",
}
LONGEST_FUNCTION = 50
LONGEST_FILE = {".py": 400, ".html": 160, ".css": 160, ".js": 120}


def imports(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def functions(file: Path) -> Iterator[FUNCTION]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, FUNCTION))


def test_imports_point_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("library", "owner"), OWNERS.items())
def test_only_its_owner_imports(library: str, owner: str) -> None:
    guests = [
        name_of(file)
        for file in files(".py")
        if not name_of(file).startswith(owner)
        if any(name.split(".")[0] == library for name in imports(tree(file)))
    ]
    assert guests == [], f"only {owner} may import {library}"


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{name_of(file)}:{node.lineno}"
        for file in files(".py", under=(*ROOMS, "tests"))
        for function in functions(file)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def has_no_name(call: ast.Call, module: ast.AST) -> bool:
    """A partial, there or in a variable: Django can't name it when it fails."""
    done = call.args[0]
    defined = {node.name for node in ast.walk(module) if isinstance(node, FUNCTION)}
    return isinstance(done, ast.Call) or (isinstance(done, ast.Name) and done.id not in defined)


def test_what_is_done_after_a_commit_may_fail_alone() -> None:
    """Django's robust=True names what failed, and fails itself for what has no name: then all that follows is lost."""
    found = [
        f"{name_of(file)}:{node.lineno}"
        for file in files(".py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and any(each.arg == "robust" for each in node.keywords)
        if has_no_name(node, tree(file))
    ]
    assert found == []


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{name_of(file)}:{function.lineno} {function.name}"
        for file in files(".py")
        for function in functions(file)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_files_stay_small() -> None:
    sizes = {
        file: len(file.read_text().splitlines()) for file in files(*LONGEST_FILE, under=(*ROOMS, "static", "tests"))
    }
    assert {name_of(file): size for file, size in sizes.items() if size > LONGEST_FILE[file.suffix]} == {}


def test_no_drawer_is_called_misc() -> None:
    vague = {"utils", "services", "managers", "helpers", "core", "common", "misc"}
    assert [name_of(file) for file in files(".py") if vague & {*file.relative_to(ROOT).parts, file.stem}] == []
