"""modelsearch's own suite for backends, run with its own settings in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent
TESTS = 120
# Test name to the reason why it may fail. Empty: all of them pass.
ALLOWED: dict[str, str] = {}


# Its settings name their own SQLite, so a second run beside PostgreSQL would only repeat the first.
@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs with the tests on SQLite")
def test_all_of_modelsearchs_backend_tests_pass(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "django", "test", "tests.kb.modelsearch_suite.suite"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.kb.modelsearch_suite.settings",
            "SUITE_INDEX": str(tmp_path / "index"),
            "SUITE_ANALYSIS": "kb.search.analysis.analysis",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert f"Ran {TESTS} tests" in run.stderr, run.stderr[-2000:]
    failed = set(re.findall(r"^(?:FAIL|ERROR): (\w+)", run.stderr, re.M))
    assert failed == set(ALLOWED), run.stderr[-4000:]
