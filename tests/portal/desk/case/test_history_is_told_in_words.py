"""Every verb that is written into the history of a case has words of ours: agents never read a name of the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.desk.wording import CALLBACK, HISTORY, named, told
from returns.models import CaseEvent
from returns.rules import MESSAGES, STEPS

ROOT = Path(__file__).parents[4]
WRITERS = {"note", "move"}


def verbs_of(tree: ast.AST) -> Iterator[str]:
    """`note(step, "verb", …)`, `verb="verb"` of whatever writes a row of history."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in WRITERS and len(call.args) > 1 and isinstance(call.args[0], ast.Name):
            # "link" if linked else "unlink" are two.
            two = call.args[1]
            ways = [two.body, two.orelse] if isinstance(two, ast.IfExp) else [two]
            yield from (each.value for each in ways if isinstance(each, ast.Constant))
        if name in {"create", "write_down", "CaseEvent"}:
            yield from (
                each.value.value
                for each in call.keywords
                if each.arg == "verb" and isinstance(each.value, ast.Constant)
            )


def written() -> set[str]:
    found: set[str] = set()
    for folder in ("returns", "portal"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text()
            if "returns" in text and ("note(" in text or "verb=" in text or "move(" in text):
                found |= {verb for verb in verbs_of(ast.parse(text)) if isinstance(verb, str)}
    return found


def test_every_verb_that_the_code_writes_has_words() -> None:
    verbs = written()
    assert {"callback", "live_end", "unlink", "parcel_gone", "order_found", "survey", "escalate"} <= verbs
    assert verbs - set(HISTORY) - {"rule"} == set()


def test_every_step_of_the_table_has_words() -> None:
    steps = {verb for statuses in STEPS.values() for steps in statuses.values() for verb in steps}
    assert (steps | MESSAGES) - set(HISTORY) == set()


@pytest.mark.parametrize("what", CALLBACK)
def test_a_call_back_says_what_became_of_it(what: str) -> None:
    assert told(CaseEvent(verb="callback", data={"what": what})) == CALLBACK[what]
    assert told(CaseEvent(verb="callback", data={})) == HISTORY["callback"]


@pytest.mark.parametrize(
    ("verb", "data", "about"),
    [
        ("team", {"from": None, "to": 3, "name": "Returns"}, "Returns"),
        ("team", {"from": 3, "to": None, "name": ""}, ""),
        ("tag", {"added": ["urgent", "vip"], "removed": ["later"]}, "+ urgent, + vip, − later"),
        ("merge", {"from": "open", "to": "merged", "into": "Q-2"}, "Q-2"),
        ("merged_from", {"case": "Q-1", "messages": [1]}, "Q-1"),
        ("split", {"case": "Q-3", "messages": [1]}, "Q-3"),
        ("unmerge", {"from": "merged", "to": "open"}, ""),
        ("refund", {"amount": "10.00"}, ""),
    ],
)
def test_history_names_what_it_was_about(verb: str, data: dict[str, object], about: str) -> None:
    assert named(CaseEvent(verb=verb, data=data)) == about
