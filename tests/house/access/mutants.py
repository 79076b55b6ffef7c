"""Take every check of every door away, one at a time, and see whether a test notices (`make mutants`).

A mutant is one changed condition or one argument less in a filter, written into the running functions; the tests of
this folder then run in a child of this process, which has the world in its memory already. At least 95 of 100 have to
be noticed. `python -m tests.house.access.mutants [FILE …]`
"""

import ast
import copy
import importlib
import inspect
import io
import logging
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import django
from django.core.management import call_command

LEAST = 0.95
# A question that fails without a mutant proves nothing; more than a few such, and the table is not kept.
ENOUGH = 0.98
DOORS = (
    "kb/access.py", "kb/rules.py", "orders/access.py", "orders/door.py", "orders/companies/access.py",
    "returns/access.py", "returns/starting/access.py", "returns/logistics/access.py", "returns/complaints/access.py",
    "portal/proactive/access.py", "portal/desk/access.py", "portal/desk/customers/access.py",
    "portal/desk/reports/access.py", "portal/live/door.py", "portal/api/door.py", "portal/callbacks/tokens.py",
    "portal/surveys/door.py", "portal/accounts/middleware.py",
)  # fmt: skip
# These change the way and nothing else: an empty list of companies instead of none, more words for the same rows.
SAME = {
    "orders/access.py documents_of: orders.filter(Q(customer=user) | Q(company__in=accounting)) if roles else orders …"
    " is always so",
    "orders/access.py may_act_on: without 'order.company_id is None'",
    "orders/access.py _hers: own | Q(company__in=list(companies)) if companies else own … is always so",
    "orders/access.py one_order: if not is_somebody(user): … is always so",
}
# Conditions about something else than who may: time that passed, how a request is read.
NOT_DOORS = {"look_at_the_clock", "lead_there", "_brings_a_body", "_has_requests_left", "name", "let_out", "let_in"}


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    what: str
    function: str  # its path in the module: "Class.method"
    code: CodeType

    @property
    def key(self) -> str:
        return f"{self.file} {self.function}: {self.what}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.what}"


class Sites(ast.NodeVisitor):
    """Every place where something can be taken away: (path of the function, how)."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.found: list[tuple[str, ast.AST, str, int]] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name not in NOT_DOORS:
            self._inside(node)

    def _inside(self, node: Any) -> None:
        self.path.append(node.name)
        self.generic_visit(node)
        self.path.pop()

    def visit_If(self, node: ast.If) -> None:
        self._note(node, "always", 1)
        self._note(node, "never", 0)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._note(node, "always", 1)
        self._note(node, "never", 0)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for place in range(len(node.values)):
            self._note(node, "operand", place)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"filter", "exclude"}:
            for place in range(len(node.args) + len(node.keywords)):
                self._note(node, "argument", place)
        self.generic_visit(node)

    def _note(self, node: ast.AST, how: str, place: int) -> None:
        if self.path:
            self.found.append((".".join(self.path), node, how, place))


def mutants_of(file: str) -> Iterator[Mutant]:
    source = Path(file).read_text()
    sites = Sites()
    sites.visit(ast.parse(source))
    for number, (path, node, how, place) in enumerate(sites.found):
        tree = ast.parse(source)
        again = Sites()
        again.visit(tree)
        changed = again.found[number][1]
        said = change(changed, how, place)
        code = code_of(compile(ast.fix_missing_locations(tree), str(Path(file).resolve()), "exec"), path)
        yield Mutant(file, getattr(node, "lineno", 0), said, path, code)


def change(node: Any, how: str, place: int) -> str:
    before = ast.unparse(copy.deepcopy(node)).splitlines()[0]
    if how in {"always", "never"}:
        node.test = ast.Constant(value=bool(place))
        return f"{before} … is {how} so"
    if how == "operand":
        gone = node.values.pop(place)
        if len(node.values) == 1:
            node.values.append(node.values[0])
        return f"without {ast.unparse(gone)!r}"
    gone = node.args.pop(place) if place < len(node.args) else node.keywords.pop(place - len(node.args))
    return f"filter without {ast.unparse(gone)!r}"


def code_of(module: CodeType, path: str) -> CodeType:
    found = module
    for name in path.split("."):
        found = next(each for each in found.co_consts if isinstance(each, CodeType) and each.co_name == name)
    return found


def write_in(mutant: Mutant) -> None:
    """Into the very function that everybody has imported."""
    place: Any = importlib.import_module(mutant.file.removesuffix(".py").replace("/", "."))
    outer: Any = None
    for name in mutant.function.split("."):
        outer, place = place, inspect.getattr_static(place, name, None)
        if place is None:
            # A function inside a decorator: whoever is decorated has it.
            raise LookupError(mutant.function)
    target = inspect.unwrap(getattr(place, "__func__", place))
    if not isinstance(target, FunctionType):
        target = getattr(place, "fget", None) or getattr(outer, mutant.function.split(".")[-1])
    target.__code__ = mutant.code


def child(mutant: Mutant, tests: list[Callable[[], str]]) -> int:
    """The pid of a child that ends with 0 when nobody noticed. What it breaks is gone with it."""
    pid = os.fork()
    if pid == 0:
        status = 0
        try:
            write_in(mutant)
            sys.stdout = sys.stderr = io.StringIO()
            status = int(any(test() for test in tests))
        except BaseException:
            status = 1
        os._exit(status)
    return pid


def survivors_of(mutants: list[Mutant], tests: list[Callable[[], str]], at_once: int) -> list[Mutant]:
    waiting, running, survived = list(mutants), dict[int, Mutant](), list[Mutant]()
    while waiting or running:
        while waiting and len(running) < at_once:
            mutant = waiting.pop(0)
            running[child(mutant, tests)] = mutant
        pid, status = os.wait()
        mutant = running.pop(pid)
        if os.waitstatus_to_exitcode(status) == 0:
            survived.append(mutant)
    return survived


def fitting(file: str, tests: list[Callable[[], str]]) -> list[Callable[[], str]]:
    """Those that find nothing wrong without a mutant; none when too many do."""
    said = {test: test() for test in tests}
    wrong = [each for each in said.values() if each]
    if wrong:
        say(f"{file}: {len(wrong)} of {len(tests)} questions fail without a mutant: {wrong[0][:300]}")
    return [test for test, each in said.items() if not each] if len(wrong) <= (1 - ENOUGH) * len(tests) else []


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(files: list[str]) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    # Refusals by the thousand are not worth a line each.
    logging.disable(logging.CRITICAL)
    noticing = importlib.import_module("tests.house.access.noticing")
    survivors: list[str] = []
    count, unasked = 0, list[str]()
    with tempfile.TemporaryDirectory() as folder, noticing.prepared(Path(folder), memory_of) as house:
        for file in files or DOORS:
            made = [mutant for mutant in mutants_of(file) if mutant.key not in SAME]
            left = survivors_of(made, fitting(file, noticing.by_themselves(file, house)), noticing.WORKERS)
            if left:
                # What a door itself does not show may show at an address.
                questions = fitting(file, noticing.at_addresses(file, house))
                unasked += [] if questions else [file]
                left = survivors_of(left, questions, noticing.WORKERS)
            for mutant in left:
                say(f"survived: {mutant}")
            count, survivors = count + len(made), survivors + list(map(str, left))
            say(f"{file}: {len(made)} mutants, {len(left)} survived")
    killed = 1 - len(survivors) / max(count, 1)
    say(f"{count} mutants, {killed:.1%} noticed, {len(survivors)} survived")
    return 0 if killed >= LEAST and not unasked else 1


def memory_of(connection: Any) -> None:
    """The migrated template (tests.migrated) into this process's memory; without one the migrations run."""
    template = os.environ.get("TEST_TEMPLATE")
    connection.settings_dict["NAME"] = ":memory:"
    connection.ensure_connection()
    if template:
        source = sqlite3.connect(template)
        source.backup(connection.connection)
        source.close()
    else:
        call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
