"""One bench in a fresh process, which knows nothing of the command that started it."""

import os
from importlib import import_module

import django

from tests.bench.rows import Row


def run(name: str, folder: str, database: str) -> list[Row]:
    """One bench, in a fresh process: settings are read from the environment once."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portal.settings",
        DEBUG="0",
        DEMO="0",
        SECRET_KEY="a-key-for-benches-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
        SITE_URL="https://localhost",
        ALLOWED_HOSTS="localhost,127.0.0.1",
        DATA_DIR=folder,
        SEARCH_URL=f"whoosh://{folder}/search",
        DATABASE_URL=database or f"sqlite:///{folder}/bench.sqlite3",
        MAIL_URL="memorymail://",
        LOG_LEVEL="WARNING",
    )
    django.setup()
    measured: list[Row] = import_module(f"tests.bench.{name}").measure()
    return measured
