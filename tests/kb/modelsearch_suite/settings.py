"""modelsearch's own test settings, with our backend."""

import os
import sys
import types
from pathlib import Path

# modelsearch.test.settings wants this package for one line that we replace.
_urls = types.ModuleType("dj_database_url")
_urls.config = lambda **_kwargs: {"ENGINE": "django.db.backends.sqlite3"}
sys.modules.setdefault("dj_database_url", _urls)

from modelsearch.test.settings import *  # noqa: E402, F403

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
FIXTURE_DIRS = [Path(__file__).parent.parent / "data" / "modelsearch"]
MODELSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "kb.search.backend",
        "PATH": os.environ["SUITE_INDEX"],
        "ANALYSIS": os.environ.get("SUITE_ANALYSIS", "kb.search.analysis.analysis"),
    }
}
