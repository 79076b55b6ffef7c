"""A web process loads every view before it answers, and collects its garbage without looking through them."""

import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT

LOOK = (
    "import os, gc, sys\n"
    "os.environ.update(DJANGO_SETTINGS_MODULE='portal.settings', DEBUG='1', DATA_DIR=sys.argv[1])\n"
    "import portal.wsgi; from django.urls import get_resolver\n"
    "print('url_patterns' in vars(get_resolver()), gc.get_freeze_count() > 100_000)\n"
)


def test_views_are_there_and_left_alone(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "True"]
