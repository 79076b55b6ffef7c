"""Every variable the settings read is explained in the README and shown in .env.example, and nothing else is."""

import ast
import re

from tests.house.source import ROOT, tree

READERS = {"path", "choice", "count", "origins", "secret_key", "mail_in", "mail_transport", "mailbox", "scanner"}
READERS |= {"databases", "pooling", "caches", "jobs", "files", "search_backends"}
READERS |= {"token", "networks", "sentry_dsn"}


def variables_read() -> set[str]:
    found = set()
    for name in ("portal/settings.py", "portal/env.py"):
        for node in ast.walk(tree(ROOT / name)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func
                by_env = isinstance(function, ast.Attribute) and ast.unparse(function.value) == "env"
                by_reader = isinstance(function, ast.Name) and function.id in READERS
                if by_env or by_reader:
                    found.add(str(node.args[0].value))
    return found


def test_the_reader_finds_variables() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "DATA_DIR"} <= variables_read()


def test_the_readme_explains_every_variable_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().split("## Settings", 1)[1].split("\n## ", 1)[0]
    explained = set(re.findall(r"^\| `([A-Z_]+)`", table, re.M))
    assert explained == variables_read()


def test_the_example_shows_every_variable_and_no_other() -> None:
    shown = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert shown == variables_read()
